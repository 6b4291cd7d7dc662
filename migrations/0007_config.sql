-- Keys under which configuration files know objects. Adds one empty table: no lock on anything that is in use.

-- For auth profiles the key is `<server id>/<key>`. An object that is gone leaves its row until the next apply.
create table config_keys (
  org_id text not null references organizations(id) on delete cascade,
  kind text not null check (kind in ('server', 'auth_profile', 'workflow', 'monitor', 'rule')),
  key text not null,
  object_id text not null,
  created_at timestamptz not null,
  primary key (org_id, kind, key)
);
create unique index config_key_object on config_keys (org_id, kind, object_id);
