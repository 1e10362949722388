-- What people say to a whole run: since when it is paused, whose it is for the rest of it, by how much its dates are shifted.

alter table playbook_executions add column paused_at timestamptz;
-- who is its csm from now on, where somebody gave it to another than the customer's
alter table playbook_executions add column csm text;
-- each shift of the dates to come: days, by whom, when, and which parked steps it moved
alter table playbook_executions add column shifts jsonb not null default '[]';
