-- Open runs are counted among a million that have ended. No index may name what changes at each run's end, or every
-- end would write to all of them: so a run has a mark once it has been put down, and loses it when it ends. One that
-- has never been put down has a job.
alter table playbook_executions add column has_parked boolean;
update playbook_executions set has_parked = true where status <> 'ended';
create index playbook_executions_parked on playbook_executions (workspace_id, playbook_id) where has_parked;
