-- other systems that an admin lets playbooks call; the secret is sealed, only its last four letters are for reading
create table connectors (
  workspace_id text not null references workspaces (id),
  id text not null,
  base_url text not null,
  header text not null,
  sealed_secret text not null,
  last_four text not null,
  -- it knows a repeated POST by its Idempotency-Key
  knows_repeats boolean not null default false,
  created_by text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (workspace_id, id)
);
