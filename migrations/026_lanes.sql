-- What waits to be said in one thread holds up nothing in another, however it fares there.

-- since when a try may have posted it without our having heard: it is looked for from there on. Real time
alter table slack_outbox add column tried_at timestamptz;
alter table slack_cards add column tried_at timestamptz;

-- a thread's posts are one lane, and what a place is told outside of threads is another
alter table slack_outbox add column lane text not null
  generated always as (coalesce(thread_of::text, place)) stored;
drop index slack_outbox_open;
create index slack_outbox_open on slack_outbox (workspace_id, lane, id) where posted_ts is null and failed is null;
