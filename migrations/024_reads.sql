-- What people look at is found among a million runs. Neither index names anything that changes while a step goes
-- well: a step that asks nobody and does not fail has no entry, and is still changed in place
create index playbook_steps_asked on playbook_step_executions (workspace_id, run_id) where ask is not null and settled is null;
create index playbook_steps_failed on playbook_step_executions (workspace_id, run_id) where failure is not null;
