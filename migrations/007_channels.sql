-- Text messages and invitations leave the house as mails do.

alter table playbook_deliveries drop constraint playbook_deliveries_channel_check;
alter table playbook_deliveries add constraint playbook_deliveries_channel_check
  check (channel in ('email', 'sms', 'meeting'));
