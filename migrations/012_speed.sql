-- What every run writes is written small: rows that change often stay out of the way of indexes and of checks.

-- a run's status changes in place: no index names it. Who looks for open runs looks through a customer's few
drop index playbook_executions_by_customer;
create index playbook_executions_by_customer on playbook_executions (workspace_id, customer_id);
drop index playbook_executions_gated;
create index playbook_executions_gated on playbook_executions (workspace_id, customer_id) where gate is not null;
-- each is written two or three times in the first moment: there is room for that beside it
alter table playbook_executions set (fillfactor = 50);
alter table playbook_step_executions set (fillfactor = 60);

-- a card that is dirty already gets dirtier in place; one that is not posted stands nowhere
alter table slack_cards add column dirty boolean not null generated always as (wanted > shown) stored;
drop index slack_cards_dirty;
create index slack_cards_dirty on slack_cards (lease_until) where dirty;
drop index slack_cards_at;
create index slack_cards_at on slack_cards (workspace_id, channel_id, ts) where ts is not null;
alter table slack_cards set (fillfactor = 80);

-- a step's row is only ever added by the statement that has locked its run's. And that there is a workspace, all
-- runs would ask of one and the same row: a run's version knows it, and a run's card and record come with the run
alter table playbook_step_executions drop constraint playbook_step_executions_workspace_id_run_id_fkey;
alter table playbook_executions drop constraint playbook_executions_workspace_id_fkey;
alter table slack_cards drop constraint slack_cards_workspace_id_fkey;
alter table audit_log drop constraint audit_log_workspace_id_fkey;
