-- a rollback that was rehearsed: what it would take back was shown for this version, on a made-up run to its end
create table playbook_rehearsals (
  workspace_id text not null references workspaces (id),
  playbook_id text not null,
  version int not null,
  by_id text not null,
  at timestamptz not null,
  primary key (workspace_id, playbook_id, version, at),
  foreign key (workspace_id, playbook_id, version) references playbook_versions (workspace_id, playbook_id, version)
);
