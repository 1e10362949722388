-- What happens when a playbook runs.
--
-- A run is held by at most one worker at a time: the one that raised `epoch` last. Every statement of a worker
-- names its epoch and touches nothing when that is no longer the run's. `segment` says where the run is
-- between workers: queued (a job waits for it), held (a worker has it), parked (only its steps' rows wait)
-- or none (over). `signals` counts what was settled from outside; a worker parks a run only if it has seen all.

-- one execution of a version, for one customer or for the workspace
create table playbook_executions (
  workspace_id text not null references workspaces (id),
  id uuid not null,
  playbook_id text not null,
  version int not null,
  customer_id text,
  status text not null check (status in ('running', 'paused', 'ended')),
  segment text not null check (segment in ('queued', 'held', 'parked', 'none')),
  result text check (result in ('succeeded', 'stopped', 'cancelled')),
  -- why it ended or is paused, in people's words
  reason text,
  epoch int not null,
  -- the job under which a worker holds it: when that worker dies the same job comes to another, and no other job
  -- of the run takes it away
  held_by uuid,
  signals int not null,
  inputs jsonb not null,
  -- why it started: trigger, event or person, in people's words and as data
  cause jsonb not null,
  -- the customer's fields at the start
  at_start jsonb not null,
  -- what stood in the way of an unattended start, if anything: inputs to ask for, a conflict to decide
  gate jsonb,
  started_by text,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- how each success criterion stood at the end
  success jsonb,
  primary key (workspace_id, id),
  foreign key (workspace_id, playbook_id, version) references playbook_versions (workspace_id, playbook_id, version),
  foreign key (workspace_id, customer_id) references customers (workspace_id, id),
  check ((status = 'ended') = (ended_at is not null)),
  check ((status = 'ended') = (result is not null))
) with (fillfactor = 80);
create index playbook_executions_by_customer on playbook_executions (workspace_id, customer_id, status);
create index playbook_executions_gated on playbook_executions (workspace_id, customer_id) where gate is not null and status <> 'ended';
create index playbook_executions_by_playbook on playbook_executions (workspace_id, playbook_id, started_at);

-- one step of a run, from its start mark on. While it is parked the row is its wait: due, event and ask say
-- what for, settled says how it ended. A step that has not begun has no row
create table playbook_step_executions (
  workspace_id text not null,
  run_id uuid not null,
  step_id text not null,
  iteration int not null,
  status text not null check (status in ('running', 'waiting', 'asking', 'retrying', 'failed', 'unknown', 'done', 'skipped', 'cancelled')),
  stage text check (stage in ('due', 'asking', 'work', 'rest', 'failed', 'doubt')),
  attempt int not null,
  turn int not null,
  output jsonb,
  result text,
  note text,
  by_id text,
  -- how often it failed or was in doubt, and why the last time: what the numbers are made of
  failures int not null default 0,
  failure text,
  started_at timestamptz not null,
  ended_at timestamptz,
  due timestamptz,
  -- the event it waits for, and which of them
  event text,
  event_match text,
  -- what a person is to do or answer: who, title, details, form
  ask json,
  settled jsonb,
  primary key (workspace_id, run_id, step_id, iteration),
  foreign key (workspace_id, run_id) references playbook_executions (workspace_id, id)
) with (fillfactor = 80);
create index playbook_steps_due on playbook_step_executions (due) where due is not null and settled is null;
create index playbook_steps_by_event on playbook_step_executions (workspace_id, event) where event is not null and settled is null;

-- a person's decision, bound to exactly the content it shows
create table approvals (
  workspace_id text not null,
  id uuid not null,
  run_id uuid not null,
  step_id text not null,
  iteration int not null,
  status text not null check (status in ('pending', 'sent back', 'approved', 'skipped', 'stopped', 'void')),
  content jsonb not null,
  content_sha256 text not null,
  -- who may decide, and why they; who may rewrite it
  approvers jsonb not null,
  editors jsonb not null,
  on_reject text not null check (on_reject in ('send_back', 'skip', 'stop')),
  -- never the person who wrote, started or edited it
  second_person boolean not null,
  -- raised by each edit; a click on an older one is told so
  revision int not null,
  asked_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  reason text,
  edited_by text,
  primary key (workspace_id, id),
  foreign key (workspace_id, run_id, step_id, iteration) references playbook_step_executions (workspace_id, run_id, step_id, iteration),
  check ((status in ('pending', 'sent back')) = (decided_at is null))
);
create index approvals_open on approvals (workspace_id, status) where status in ('pending', 'sent back');
create index approvals_by_step on approvals (workspace_id, run_id, step_id, iteration);

-- something about to leave the house, written before the call and completed after it. Without a receipt and
-- from an older epoch it is in doubt
create table playbook_effects (
  workspace_id text not null,
  run_id uuid not null,
  step_id text not null,
  iteration int not null,
  -- raised when a person says "send again"; the key the provider sees stays the same
  sequence int not null,
  epoch int not null,
  provider text not null,
  content_sha256 text not null,
  recipients jsonb not null,
  intended_at timestamptz not null,
  state text not null check (state in ('open', 'received', 'refused', 'abandoned')),
  receipt text,
  settled_at timestamptz,
  primary key (workspace_id, run_id, step_id, iteration, sequence),
  foreign key (workspace_id, run_id) references playbook_executions (workspace_id, id)
);

-- one email that left, or was held back, with the reason
create table playbook_deliveries (
  workspace_id text not null,
  id uuid not null,
  run_id uuid not null,
  step_id text not null,
  iteration int not null,
  channel text not null check (channel in ('email')),
  contact text not null,
  address text not null,
  subject text not null,
  content_sha256 text not null,
  status text not null check (status in ('sent', 'skipped', 'unknown')),
  reason text,
  receipt text,
  at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, run_id, step_id, iteration),
  foreign key (workspace_id, run_id) references playbook_executions (workspace_id, id)
);

-- what a customer received, from whichever playbook: read before the next thing goes out
create table customer_communications (
  workspace_id text not null,
  customer_id text not null,
  delivery_id uuid not null,
  channel text not null,
  address text not null,
  at timestamptz not null,
  primary key (workspace_id, delivery_id),
  foreign key (workspace_id, delivery_id) references playbook_deliveries (workspace_id, id),
  foreign key (workspace_id, customer_id) references customers (workspace_id, id)
);
create index customer_communications_recent on customer_communications (workspace_id, customer_id, at);

-- one hand-over of work to a specialist
create table agent_delegations (
  workspace_id text not null,
  id uuid not null,
  run_id uuid not null,
  step_id text not null,
  iteration int not null,
  attempt int not null,
  agent text not null,
  task text not null,
  why text not null,
  status text not null check (status in ('answered', 'failed')),
  output jsonb,
  reason text,
  model text not null,
  prompt_sha256 text not null,
  tokens int not null,
  milliseconds int not null,
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, run_id) references playbook_executions (workspace_id, id)
);

-- who did what: one row for every decision, edit, start, stop and setting, in the transaction of the change
create table audit_log (
  workspace_id text not null references workspaces (id),
  id bigint generated always as identity,
  at timestamptz not null,
  -- a person's id, or `playbooks` for what the program did by itself
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null,
  primary key (workspace_id, id)
);
create index audit_log_by_subject on audit_log (workspace_id, subject, id);
