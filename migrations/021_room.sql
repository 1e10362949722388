-- a step is written twice in its first moment, and the second time finds room beside the first
alter table playbook_step_executions set (fillfactor = 45);
alter table slack_cards set (fillfactor = 70);
