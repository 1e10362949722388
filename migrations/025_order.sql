-- A changed row is written to the log without what it has in common with the one before at its beginning and at its
-- end. So what never changes of a run, and is long, stands at the end of its row.
alter table playbook_executions
  add column new_inputs jsonb, add column new_cause jsonb, add column new_at_start jsonb;
update playbook_executions set new_inputs = inputs, new_cause = cause, new_at_start = at_start;
alter table playbook_executions
  alter column new_inputs set not null, alter column new_cause set not null, alter column new_at_start set not null,
  drop column inputs, drop column cause, drop column at_start;
alter table playbook_executions rename column new_inputs to inputs;
-- why it started: trigger, event or person, in people's words and as data
alter table playbook_executions rename column new_cause to cause;
-- the customer's fields at the start
alter table playbook_executions rename column new_at_start to at_start;

alter table playbook_step_executions
  add column new_attempt int, add column new_turn int, add column new_failures int default 0, add column new_started_at timestamptz;
update playbook_step_executions
set new_attempt = attempt, new_turn = turn, new_failures = failures, new_started_at = started_at;
alter table playbook_step_executions
  alter column new_attempt set not null, alter column new_turn set not null,
  alter column new_failures set not null, alter column new_started_at set not null,
  drop column attempt, drop column turn, drop column failures, drop column started_at;
alter table playbook_step_executions rename column new_attempt to attempt;
alter table playbook_step_executions rename column new_turn to turn;
-- how often it failed or was in doubt
alter table playbook_step_executions rename column new_failures to failures;
alter table playbook_step_executions rename column new_started_at to started_at;

-- the record is read by what it is about: one index is enough
alter table audit_log drop constraint audit_log_pkey;
drop index audit_log_by_subject;
alter table audit_log add primary key (workspace_id, subject, id);
