-- Who and what a workspace has, and the playbooks it wrote.
--
-- Every key begins with workspace_id, and every reference carries it, so a row of one workspace can never
-- point at another's. Times come from the program as parameters: no column has a default by the clock, as
-- business time may be skipped ahead. The variable part of a row is one jsonb column that holds exactly one
-- schema of the program; it is json where people see the order they wrote, which jsonb forgets.

-- one Slack workspace: the tenant
create table workspaces (
  id text primary key,
  name text not null,
  time_zone text not null,
  -- the bot's first-steps message was posted
  greeted_at timestamptz
);

-- somebody who may write, approve, do tasks or read stats; id is Slack's
create table people (
  workspace_id text not null references workspaces (id),
  id text not null,
  handle text not null,
  name text not null,
  email text,
  time_zone text not null,
  role text not null check (role in ('csm', 'manager', 'admin')),
  manager_id text,
  primary key (workspace_id, id),
  unique (workspace_id, handle),
  foreign key (workspace_id, manager_id) references people (workspace_id, id)
);

-- a company that is looked after; what playbooks name as customer.<field> is in fields
create table customers (
  workspace_id text not null references workspaces (id),
  id text not null,
  name text not null,
  csm_id text,
  channel_id text,
  time_zone text not null,
  fields jsonb not null,
  changed_at timestamptz not null,
  -- what a file last said of it: said again, it does not take back what happened since
  given_sha256 text,
  primary key (workspace_id, id),
  foreign key (workspace_id, csm_id) references people (workspace_id, id)
);

-- somebody at a customer, by the part they play there
create table customer_contacts (
  workspace_id text not null,
  customer_id text not null,
  role text not null check (role in ('champion', 'sponsor', 'billing', 'primary')),
  name text not null,
  first_name text not null,
  title text,
  email text not null,
  phone text,
  primary key (workspace_id, customer_id, role),
  foreign key (workspace_id, customer_id) references customers (workspace_id, id)
);

-- a number of a customer as it was from this moment on: what change(customer.health, "30d") reads
create table customer_values (
  workspace_id text not null,
  customer_id text not null,
  field text not null,
  since timestamptz not null,
  value double precision not null,
  primary key (workspace_id, customer_id, field, since),
  foreign key (workspace_id, customer_id) references customers (workspace_id, id)
);

-- a named workflow; id is the author's own short name
create table playbooks (
  workspace_id text not null references workspaces (id),
  id text not null,
  name text not null,
  status text not null check (status in ('draft', 'on', 'off', 'archived')),
  version int not null,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index playbooks_by_name on playbooks (workspace_id, lower(name)) where status <> 'archived';

-- one immutable text of a playbook and what it was compiled to; every applied edit makes one
create table playbook_versions (
  workspace_id text not null,
  playbook_id text not null,
  version int not null,
  source text not null,
  playbook json not null,
  plan json not null,
  sha256 text not null,
  note text not null,
  author_id text not null,
  created_at timestamptz not null,
  primary key (workspace_id, playbook_id, version),
  foreign key (workspace_id, playbook_id) references playbooks (workspace_id, id)
);

-- a trigger of a playbook that is on. identity is the hash of what it says, so an edit elsewhere leaves it alone
create table playbook_triggers (
  workspace_id text not null,
  playbook_id text not null,
  identity text not null,
  trigger jsonb not null,
  -- the event it hears, if it is one by event
  event text,
  -- turned on then; nothing before that fires
  since timestamptz not null,
  -- when to look again, if it is one by time
  next_at timestamptz,
  primary key (workspace_id, playbook_id, identity),
  foreign key (workspace_id, playbook_id) references playbooks (workspace_id, id)
);
create index playbook_triggers_due on playbook_triggers (next_at) where next_at is not null;
create index playbook_triggers_by_event on playbook_triggers (workspace_id, event) where event is not null;

-- something that happened to a customer, told by a signed request or by a person
create table playbook_events (
  workspace_id text not null references workspaces (id),
  id text not null,
  name text not null,
  customer_id text,
  happened_at timestamptz not null,
  payload jsonb not null,
  -- a repeated body under another id is the same event
  body_sha256 text not null,
  source text not null,
  dispatched_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, body_sha256)
);
create index playbook_events_left on playbook_events (happened_at) where dispatched_at is null;

-- a trigger fired for a subject and an occurrence, or was passed over: this row decides, so it happens once
create table trigger_firings (
  workspace_id text not null,
  playbook_id text not null,
  identity text not null,
  subject text not null,
  occurrence text not null,
  outcome text not null check (outcome in ('started', 'passed over', 'limited')),
  reason text,
  run_id uuid,
  fired_at timestamptz not null,
  primary key (workspace_id, playbook_id, identity, subject, occurrence),
  foreign key (workspace_id, playbook_id) references playbooks (workspace_id, id)
);
