-- what a step changed of a customer, and what it was before: as it stood in the change's own transaction
create table customer_changes (
  workspace_id text not null,
  run_id uuid not null,
  step_id text not null,
  iteration int not null,
  field text not null,
  customer_id text not null,
  before jsonb,
  after jsonb not null,
  changed_at timestamptz not null,
  primary key (workspace_id, run_id, step_id, iteration, field),
  foreign key (workspace_id, run_id) references playbook_executions (workspace_id, id),
  foreign key (workspace_id, customer_id) references customers (workspace_id, id)
);
