-- how whoever takes what leaves the house is: mail, texts, each connected system. One row each, and its key goes no
-- further than that: it is written when something about it changes, else once a minute
create table provider_health (
  workspace_id text not null references workspaces (id),
  -- as in playbook_effects
  provider text not null,
  done_at timestamptz,
  failed_at timestamptz,
  failure text,
  -- failures for passing reasons since it last took something, and since when
  failures integer not null default 0,
  failing_since timestamptz,
  -- until when nobody asks it; whoever comes first after that tries it for all. How often that was so in a row
  alone_until timestamptz,
  rests integer not null default 0,
  primary key (workspace_id, provider)
) with (fillfactor = 50);

-- a step may wait for somebody outside who is down. When a connector was last called is kept above from now on; the
-- column for it stays until no older process writes it
alter table playbook_step_executions drop constraint playbook_step_executions_stage_check;
alter table playbook_step_executions add constraint playbook_step_executions_stage_check
  check (stage in ('due', 'asking', 'work', 'rest', 'failed', 'doubt', 'gate', 'window', 'away'));
