-- how the hot statements are planned. A plan is kept as long as its connection, and one made while the tables were
-- as good as empty finds a run by looking through all of its workspace. So Postgres is told from the start what is
-- so once there are many: how many different values a column has, less than nothing being a share of its rows.
-- It counts for itself from ten thousand changes on. Before Postgres 18 it cannot be told, and counts as it always does
do $$
declare
  told record;
begin
  if current_setting('server_version_num')::int < 180000 then
    return;
  end if;
  for told in
    select * from (values
      ('playbook_executions', 'workspace_id', 1), ('playbook_executions', 'id', -1), ('playbook_executions', 'status', 2),
      ('playbook_executions', 'customer_id', -0.5), ('playbook_executions', 'playbook_id', -0.1),
      ('playbook_step_executions', 'workspace_id', 1), ('playbook_step_executions', 'run_id', -1),
      ('playbook_step_executions', 'step_id', 10), ('playbook_step_executions', 'iteration', 1),
      ('playbook_step_executions', 'status', 2),
      ('slack_cards', 'workspace_id', 1), ('slack_cards', 'kind', 2), ('slack_cards', 'subject', -1),
      ('slack_cards', 'id', -1), ('slack_cards', 'place', 10),
      ('audit_log', 'workspace_id', 1), ('audit_log', 'subject', -1)) as x (tab, col, ndistinct)
  loop
    execute format('alter table %I set (autovacuum_analyze_threshold = 10000, autovacuum_vacuum_threshold = 10000)', told.tab);
    perform pg_restore_attribute_stats(
      'schemaname', current_schema()::text, 'relname', told.tab, 'attname', told.col, 'inherited', false,
      'null_frac', 0::real, 'avg_width', 16, 'n_distinct', told.ndistinct::real);
  end loop;
end $$;
