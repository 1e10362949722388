-- What a person looks at is found among a million runs by whom, what or when it is of, the page that is shown and no
-- more. None of these indexes has an entry of a run that goes through by itself, and none makes writing one longer.

-- what waits for somebody's work, by who is asked, the oldest first; and by those who are asked as well
drop index playbook_steps_asked;
create index playbook_steps_asked on playbook_step_executions (workspace_id, (ask ->> 'who'), started_at)
  where ask ->> 'who' is not null and ask -> 'quiet' is null and settled is null and stage is not null;
create index playbook_steps_asked_also on playbook_step_executions using gin ((ask::jsonb -> 'also') jsonb_path_ops)
  with (fastupdate = off)
  where ask -> 'also' is not null and ask -> 'quiet' is null and settled is null and stage is not null;

-- the same of what waits for a yes; most have one approver
drop index approvals_open;
create index approvals_asked on approvals (workspace_id, (approvers -> 0 ->> 'id'), asked_at) where status = 'pending';
create index approvals_asked_also on approvals using gin (approvers jsonb_path_ops)
  with (fastupdate = off)
  where status = 'pending' and jsonb_array_length(approvers) > 1;

-- open runs of a playbook, the newest first
drop index playbook_executions_parked;
create index playbook_executions_parked on playbook_executions (workspace_id, playbook_id, started_at) where has_parked;

-- starts that were held back, the last first
create index trigger_firings_held_back on trigger_firings (workspace_id, playbook_id, fired_at) where outcome = 'limited';

-- the cards that stand in the thread of a message: asked of every message in a thread
create index slack_cards_in_thread on slack_cards (workspace_id, thread_ts) where thread_ts is not null;

-- the few runs that are paused
create index playbook_executions_paused on playbook_executions (workspace_id, id) where paused_at is not null;
