-- what somebody answered before they start a run, where it is too long for a button to carry; kept for some weeks
create table prepared_runs (
  workspace_id text not null references workspaces (id),
  id uuid not null,
  wanted jsonb not null,
  at timestamptz not null,
  primary key (workspace_id, id)
);
create index prepared_runs_at on prepared_runs (workspace_id, at);
