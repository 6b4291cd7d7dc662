-- Applications that people connect to the MCP endpoint by signing in: who they say they are, what each was granted, its codes and tokens.
-- New tables only; nothing is locked or rewritten.

-- What an application says of itself: a stranger's words. 'registered': it asked for its id. 'document': its id is the address of a
-- document, and this row is what stood there at `read_at`.
create table app_clients (
  client_id text primary key,
  kind text not null check (kind in ('registered', 'document')),
  name text not null,
  redirect_uris text[] not null,
  may_refresh boolean not null,
  created_at timestamptz not null,
  read_at timestamptz not null,
  -- When somebody last let it in; null: nobody ever did.
  used_at timestamptz
);
create index app_clients_never_used on app_clients (created_at) where used_at is null;
create index app_clients_by_use on app_clients (used_at) where used_at is not null;

-- One person lets one application into one organization. `role` is the most it may do. Ended is deleted: codes and tokens go with it.
create table app_grants (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  user_id text not null references users(id) on delete cascade,
  client_id text not null references app_clients(client_id),
  -- As the person saw it when deciding.
  client_name text not null,
  redirect_place text not null,
  role text not null check (role in ('viewer', 'editor', 'admin', 'owner')),
  resource text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  -- Null until the application has fetched its first token.
  connected_at timestamptz,
  last_used_at timestamptz,
  -- Nothing it holds is good after this.
  expires_at timestamptz not null
);
create index app_grants_of_org on app_grants (org_id, created_at desc);
create index app_grants_of_user on app_grants (user_id, created_at desc);
create index app_grants_of_client on app_grants (client_id);
create index app_grants_by_end on app_grants (expires_at);

-- A code stays after its use for as long as it would have lived, so that a second use is noticed.
create table app_codes (
  code_hash text primary key,
  grant_id text not null references app_grants(id) on delete cascade,
  redirect_uri text not null,
  code_challenge text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index app_codes_of_grant on app_codes (grant_id);
create index app_codes_by_end on app_codes (expires_at);

-- A refresh token stays after it was replaced, so that a second use is noticed.
create table app_tokens (
  token_hash text primary key,
  grant_id text not null references app_grants(id) on delete cascade,
  kind text not null check (kind in ('access', 'refresh')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  replaced_at timestamptz
);
create index app_tokens_of_grant on app_tokens (grant_id);
create index app_tokens_by_end on app_tokens (expires_at);
