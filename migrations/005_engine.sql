-- What a run needs beyond going forward: gates, rounds, rollback, runs inside runs, reminders.

-- a step may have been undone; a gate asks after the work, a window holds back what is ready to leave
alter table playbook_step_executions drop constraint playbook_step_executions_status_check;
alter table playbook_step_executions add constraint playbook_step_executions_status_check
  check (status in ('running', 'waiting', 'asking', 'retrying', 'failed', 'unknown', 'done', 'skipped', 'cancelled', 'undone'));
alter table playbook_step_executions drop constraint playbook_step_executions_stage_check;
alter table playbook_step_executions add constraint playbook_step_executions_stage_check
  check (stage in ('due', 'asking', 'work', 'rest', 'failed', 'doubt', 'gate', 'window'));
-- how each criterion of its gate stood, as far as it was judged
alter table playbook_step_executions add column criteria jsonb;
-- when people are next reminded of a parked step, and how often they were
alter table playbook_step_executions add column nudge_at timestamptz;
alter table playbook_step_executions add column nudges int not null default 0;
create index playbook_steps_nudge on playbook_step_executions (nudge_at) where nudge_at is not null and settled is null;

alter table playbook_executions drop constraint playbook_executions_result_check;
alter table playbook_executions add constraint playbook_executions_result_check
  check (result in ('succeeded', 'stopped', 'cancelled', 'rolled back'));
-- set once the run goes backward: the plan of what is undone, and what cannot be
alter table playbook_executions add column rollback jsonb;
-- the step of another run that this one was started by; depth counts how far inside it stands
alter table playbook_executions add column parent_run_id uuid;
alter table playbook_executions add column parent_step_id text;
alter table playbook_executions add column parent_iteration int;
alter table playbook_executions add column depth int not null default 0;
alter table playbook_executions add foreign key (workspace_id, parent_run_id) references playbook_executions (workspace_id, id);
create index playbook_executions_children on playbook_executions (workspace_id, parent_run_id) where parent_run_id is not null;
