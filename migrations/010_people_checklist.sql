-- Before a run: what should be looked at first, and who looked.

-- a checklist for the next run of a version, for one customer or for the workspace; the run that starts closes it
create table prerun_checklists (
  workspace_id text not null references workspaces (id),
  id uuid not null,
  playbook_id text not null,
  version int not null,
  customer_id text,
  -- what would be started, as the preview's buttons carry it
  wanted jsonb not null,
  asked_by text not null,
  asked_at timestamptz not null,
  -- the lead who looked at it
  reviewed_by text,
  reviewed_at timestamptz,
  -- the people who were told of it, each by a post of its own
  told jsonb not null,
  run_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, playbook_id, version) references playbook_versions (workspace_id, playbook_id, version),
  foreign key (workspace_id, customer_id) references customers (workspace_id, id),
  foreign key (workspace_id, run_id) references playbook_executions (workspace_id, id)
);
create unique index prerun_checklists_open on prerun_checklists
  (workspace_id, playbook_id, version, coalesce(customer_id, '')) where run_id is null;

alter table slack_cards drop constraint slack_cards_kind_check;
alter table slack_cards add constraint slack_cards_kind_check
  check (kind in ('run', 'approval', 'step', 'draft', 'checklist'));
