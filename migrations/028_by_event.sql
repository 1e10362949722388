-- Words about a step that has been settled and not been taken up yet are heard, too: it is found by its event like one
-- that waits. Once taken up, or ended, a step names no event.
drop index playbook_steps_by_event;
create index playbook_steps_by_event on playbook_step_executions (workspace_id, event) where event is not null;
