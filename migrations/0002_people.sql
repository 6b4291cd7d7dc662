-- People, invitations, ownership, ingest keys, OAuth grants, hosted stdio servers and shared limits. Locks the small
-- tables of people and servers for a moment; nothing is rewritten.

alter table users
  add column email_verified boolean not null default false,
  add column image text,
  add column two_factor_enabled boolean not null default false,
  add column updated_at timestamptz not null default now();

-- A session is listed and ended by its id; the token stays a hash.
alter table sessions add column id text;
update sessions set id = 'sid_' || left(token_hash, 26);
alter table sessions alter column id set not null;
alter table sessions drop constraint sessions_pkey;
alter table sessions add primary key (id);
create unique index session_token on sessions (token_hash);
create index sessions_of_user on sessions (user_id);

-- How a person signs in: 'credential' (password hash, scrypt) or an outside provider. Provider tokens are not kept.
create table accounts (
  id text primary key,
  user_id text not null references users(id) on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index account_of_provider on accounts (provider_id, account_id);
create index accounts_of_user on accounts (user_id);

-- Single-use values with an end: e-mail verification, password reset, the state of a provider sign-in, the two-factor step.
create table verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_by_identifier on verifications (identifier);
create index verifications_by_end on verifications (expires_at);

create table two_factors (
  id text primary key,
  user_id text not null references users(id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default false,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);
create index two_factors_of_user on two_factors (user_id);

-- 'deleting': closed at once, erased in batches. 'deleted': the row stays so that its slug is never used again.
alter table organizations
  add column state text not null default 'active' check (state in ('active', 'deleting', 'deleted')),
  add column state_changed_at timestamptz;
create index organizations_being_deleted on organizations (id) where state = 'deleting';
-- Erasing a version looks for its runs; without this it would read the runs of everyone.
create index runs_of_version on runs (version_id);

create table invitations (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  email text,
  role text not null check (role in ('viewer', 'editor', 'admin')),
  token_hash text not null unique,
  invited_by text references users(id) on delete set null,
  invited_by_name text not null,
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by text references users(id) on delete set null,
  revoked_at timestamptz,
  -- 'none': a link that people pass on themselves. The mail is sent after the row is committed.
  mail_state text not null default 'none' check (mail_state in ('none', 'sending', 'sent', 'failed'))
);
create index invitations_of_org on invitations (org_id, created_at desc);
create index invitations_by_end on invitations (expires_at);
create unique index invitation_pending on invitations (org_id, email)
  where email is not null and accepted_at is null and revoked_at is null;

-- At most one offer of ownership at a time.
create table ownership_transfers (
  org_id text primary key references organizations(id) on delete cascade,
  from_user_id text not null references users(id) on delete cascade,
  to_user_id text not null references users(id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

-- `ami_` keys: one server's analytics events and nothing else.
create table ingest_keys (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  server_id text not null references mcp_servers(id) on delete cascade,
  name text not null,
  salt bytea,
  hash bytea,
  created_by text,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create unique index ingest_key_name on ingest_keys (server_id, lower(name)) where revoked_at is null;
create index ingest_keys_of_org on ingest_keys (org_id);

-- OAuth settings of a profile that are no secrets; its client secret or private key is secret_id as before.
alter table auth_profiles add column oauth jsonb;

-- One grant per profile. `renewal` is written before the refresh token is sent: after a crash nobody sends it a second time.
-- 'sent': under way, or orphaned when nobody holds the grant's lock; 'unanswered': no answer in time; 'lost': orphaned for good.
create table oauth_grants (
  profile_id text primary key references auth_profiles(id) on delete cascade,
  org_id text not null references organizations(id) on delete cascade,
  state text not null check (state in ('pending', 'connected', 'needs_reauth')),
  secret_id text references secrets(id) on delete set null,
  refresh_secret_id text references secrets(id) on delete set null,
  issuer text,
  resource text,
  server_origin text,
  discovery jsonb,
  client jsonb,
  client_secret_id text references secrets(id) on delete set null,
  scopes text[] not null default '{}',
  missing_scopes text[] not null default '{}',
  step_ups integer not null default 0,
  expires_at timestamptz,
  refresh_expires_at timestamptz,
  refresh_end_is_fixed boolean not null default false,
  generation bigint not null default 0,
  renewal text check (renewal in ('sent', 'unanswered', 'lost')),
  renewal_started_at timestamptz,
  renew_not_before timestamptz,
  renew_failures integer not null default 0,
  forced_at timestamptz,
  error text,
  connected_by text,
  connected_at timestamptz,
  renewed_at timestamptz,
  warned_at timestamptz
);
create index oauth_grants_of_org on oauth_grants (org_id);
create index oauth_grants_by_expiry on oauth_grants (expires_at) where state = 'connected';

-- An authorization that was begun: single use, bound to the session that began it.
create table oauth_states (
  state_hash text primary key,
  org_id text not null references organizations(id) on delete cascade,
  profile_id text not null references auth_profiles(id) on delete cascade,
  session_id text not null references sessions(id) on delete cascade,
  sealed bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Hosted stdio servers have a command in place of a URL. {"command","args","cwd"}; env is {"NAME": "sec_…"}.
alter table mcp_servers
  alter column base_url drop not null,
  add column command jsonb,
  add column env_secrets jsonb not null default '{}';

-- Token buckets shared by all processes. Lost with a crash, which only refills them. `granted` is what the last statement
-- was given, so that one statement can both take and tell. `kept_until` moves once an hour, so that taking stays a
-- change of no index; room in the page for the same reason.
create unlogged table rate_buckets (
  key text primary key,
  tokens double precision not null,
  granted double precision not null,
  at timestamptz not null,
  kept_until timestamptz not null
) with (fillfactor = 70);
create index rate_buckets_by_end on rate_buckets (kept_until);

-- While the master key is replaced: each data key wrapped by the next one, until all of them take their places at once.
alter table secrets add column rewrapped bytea;

-- Every renewed token and every erased organization removes secrets; without these each removal would read the models, profiles
-- and grants of everyone.

create index models_of_secret on models (secret_id) where secret_id is not null;
create index auth_profiles_of_secret on auth_profiles (secret_id) where secret_id is not null;
create index oauth_grants_of_secret on oauth_grants (secret_id) where secret_id is not null;
create index oauth_grants_of_refresh_secret on oauth_grants (refresh_secret_id) where refresh_secret_id is not null;
create index oauth_grants_of_client_secret on oauth_grants (client_secret_id) where client_secret_id is not null;
