-- Waiting for people: how far reminding has come.

-- since when it has waited, and when people were last reminded of it; empty before that
alter table playbook_step_executions add column nudge_since timestamptz;
alter table playbook_step_executions add column nudged_at timestamptz;
