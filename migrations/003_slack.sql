-- What comes from Slack and what goes there.

-- an event or interaction, stored before it is acknowledged and unique by what Slack repeats. Its lease is on
-- real time: a worker that died is followed by another
create table slack_inbox (
  workspace_id text not null,
  key text not null,
  kind text not null,
  body jsonb not null,
  received_at timestamptz not null,
  lease_until timestamptz not null,
  attempts int not null,
  done_at timestamptz,
  primary key (workspace_id, key)
);
create index slack_inbox_open on slack_inbox (lease_until) where done_at is null;

-- a Slack message that shows something and is edited in place: card = view(subject). It is dirty while
-- wanted > shown; one reconciler at a time has its lease
create table slack_cards (
  workspace_id text not null references workspaces (id),
  id uuid not null,
  kind text not null check (kind in ('run', 'approval', 'step', 'draft')),
  subject text not null,
  -- whom a direct message goes to, or the channel; ts is null until it is posted
  place text not null,
  channel_id text,
  -- the card whose thread it stands in
  thread_of uuid,
  -- or the message whose thread it stands in, if that is no card
  thread_ts text,
  ts text,
  wanted int not null,
  shown int not null,
  lease_until timestamptz not null,
  tries int not null,
  primary key (workspace_id, id),
  unique (workspace_id, kind, subject, place),
  foreign key (workspace_id, thread_of) references slack_cards (workspace_id, id)
);
create index slack_cards_at on slack_cards (workspace_id, channel_id, ts);
create index slack_cards_dirty on slack_cards (lease_until) where wanted > shown;

-- a message to post, in the order of its place, each once: its id travels in the message's metadata
create table slack_outbox (
  workspace_id text not null references workspaces (id),
  id bigint generated always as identity,
  key text not null,
  -- a channel, a person, or the thread of a card
  place text not null,
  thread_of uuid,
  message jsonb not null,
  queued_at timestamptz not null,
  lease_until timestamptz not null,
  tries int not null,
  posted_ts text,
  failed text,
  primary key (workspace_id, id),
  unique (workspace_id, key)
);
create index slack_outbox_open on slack_outbox (workspace_id, place, id) where posted_ts is null and failed is null;

-- a playbook being written: what was asked for, what is known, and the text so far
create table drafts (
  workspace_id text not null references workspaces (id),
  id uuid not null,
  author_id text not null,
  place text not null,
  thread_ts text,
  request text not null,
  -- the playbook it changes, if it is not a new one
  playbook_id text,
  state jsonb not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id)
);
