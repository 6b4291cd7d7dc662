-- The first tables: who (access), what is tested (servers, workflows), what happened (runs), and the machinery
-- they share (secrets, due ticks, facts). Locks nothing: every table is new.

create table organizations (
  id text primary key,
  slug text not null unique,
  name text not null,
  default_tester_model_id text,
  default_judge_model_id text,
  retention_days integer check (retention_days between 1 and 3650),
  created_at timestamptz not null default now()
);

create table users (
  id text primary key,
  email text not null unique,
  name text not null,
  created_at timestamptz not null default now()
);

create table members (
  org_id text not null references organizations(id) on delete cascade,
  user_id text not null references users(id) on delete cascade,
  role text not null check (role in ('viewer', 'editor', 'admin', 'owner')),
  created_at timestamptz not null default now(),
  primary key (org_id, user_id)
);
create unique index one_owner on members (org_id) where role = 'owner';
create index members_of_user on members (user_id);

create table sessions (
  token_hash text primary key,
  user_id text not null references users(id) on delete cascade,
  csrf_token text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ip text,
  user_agent text
);

create table sign_in_links (
  token_hash text primary key,
  user_id text not null references users(id) on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table api_keys (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  name text not null,
  role text not null check (role in ('viewer', 'editor', 'admin', 'owner')),
  salt bytea,
  hash bytea,
  created_by text,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create unique index api_key_name on api_keys (org_id, lower(name)) where revoked_at is null;

create table audit_log (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  at timestamptz not null,
  actor_type text not null,
  actor_id text not null,
  actor_name text not null,
  action text not null,
  object_type text not null,
  object_id text not null,
  before jsonb,
  after jsonb,
  ip text,
  user_agent text,
  request_id text,
  note text
);
create index audit_log_by_time on audit_log (org_id, at desc, id desc);

-- A row of the audit log never changes; retention may delete it.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log rows cannot be changed';
end $$;
create trigger audit_log_is_append_only before update on audit_log for each row execute function refuse_audit_change();

-- Envelope-encrypted values; the row id is authenticated data, so rows cannot be swapped.
create table secrets (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  sealed bytea not null,
  created_at timestamptz not null default now()
);
create index secrets_of_org on secrets (org_id);

create table models (
  org_id text not null references organizations(id) on delete cascade,
  id text not null,
  display_name text not null,
  provider text not null,
  upstream_name text not null,
  base_url text,
  secret_id text references secrets(id) on delete set null,
  secret_set_at timestamptz,
  roles text[] not null,
  context_tokens integer,
  input_usd_per_mtok double precision,
  output_usd_per_mtok double precision,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (org_id, id)
);

create table mcp_servers (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  name text not null,
  transport_type text not null,
  target_kind text not null default 'mcp',
  base_url text not null,
  environment text not null default 'production',
  categories text[] not null default '{}',
  timeout_seconds integer not null default 30,
  -- {"X-Tenant": "sec_…"}: header name to secret id
  extra_header_secrets jsonb not null default '{}',
  protocol_era text not null default 'auto',
  network_policy jsonb not null default '{"mode":"host"}',
  state text not null default 'active',
  health text not null default 'unknown',
  health_detail text,
  protocol_version text,
  server_info jsonb,
  instructions text,
  era_verdict jsonb,
  snapshot_id text,
  tool_count integer,
  last_synced_at timestamptz,
  managed boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index mcp_server_name on mcp_servers (org_id, environment, lower(name)) where state = 'active';
create index mcp_servers_of_org on mcp_servers (org_id, created_at desc);

create table auth_profiles (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  server_id text not null references mcp_servers(id) on delete cascade,
  name text not null,
  kind text not null,
  is_default boolean not null,
  header_name text,
  secret_id text references secrets(id) on delete set null,
  secret_set_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index auth_profile_name on auth_profiles (server_id, lower(name));
create unique index one_default_profile on auth_profiles (server_id) where is_default;

create table catalog_entries (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  server_id text not null references mcp_servers(id) on delete cascade,
  kind text not null check (kind in ('tool', 'resource', 'resource_template', 'prompt')),
  name text not null,
  definition jsonb not null,
  active boolean not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  unique (server_id, kind, name)
);

create table catalog_snapshots (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  server_id text not null references mcp_servers(id) on delete cascade,
  at timestamptz not null,
  era text not null,
  content_hash text not null,
  catalog jsonb not null,
  counts jsonb not null,
  diff jsonb,
  breaking_count integer not null default 0
);
create index catalog_snapshots_of_server on catalog_snapshots (server_id, at desc);

create table workflows (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  server_id text not null references mcp_servers(id) on delete cascade,
  state text not null default 'active' check (state in ('active', 'paused', 'archived')),
  name text not null,
  description text not null default '',
  categories text[] not null default '{}',
  current_version_id text not null,
  current_version_number integer not null,
  skipped_ticks integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index workflows_of_org on workflows (org_id, state, created_at desc);
create index workflows_of_server on workflows (server_id);

create table workflow_versions (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  workflow_id text not null references workflows(id) on delete cascade,
  number integer not null,
  spec jsonb not null,
  author jsonb not null,
  diff jsonb not null default '[]',
  restored_from integer,
  created_at timestamptz not null,
  unique (workflow_id, number)
);

-- One row per thing that must happen at a time. Any instance claims due rows with SKIP LOCKED and enqueues jobs
-- in the same transaction. due_at = tick_at + stagger of the slot.
create table due (
  kind text not null,
  subject_id text not null,
  slot integer not null default 0,
  org_id text not null references organizations(id) on delete cascade,
  tick_at timestamptz not null,
  due_at timestamptz not null,
  primary key (kind, subject_id, slot)
);
create index due_by_time on due (due_at);

create table runs (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  workflow_id text not null references workflows(id) on delete cascade,
  workflow_name text not null,
  version_id text not null references workflow_versions(id) on delete cascade,
  version_number integer not null,
  server_id text not null references mcp_servers(id) on delete cascade,
  model_id text not null,
  target_index integer not null,
  -- model id, and the hash of the skill text where there is one: what a tick must not overlap with
  target_key text not null,
  -- 'model', 'script' or 'pinned': kinds are never mixed in one statistic
  tester_kind text not null,
  status text not null default 'pending',
  trigger_type text not null check (trigger_type in ('scheduled', 'manual')),
  reason text not null,
  baseline_run_id text,
  classification text,
  classification_evidence jsonb not null default '[]',
  error_kind text,
  error_message text,
  final_answer text,
  snapshot_id text,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  duration_ms integer,
  judge_duration_ms integer,
  tokens_in bigint not null default 0,
  tokens_out bigint not null default 0,
  cost_usd double precision,
  price jsonb,
  steps integer not null default 0,
  tool_calls integer not null default 0,
  attempt integer not null default 0,
  -- counted up by every claim; a worker whose fence is old may write nothing more
  fence integer not null default 0,
  lease_owner text,
  lease_until timestamptz,
  not_before timestamptz not null,
  cancel_requested_at timestamptz,
  evaluation jsonb,
  counts_for_pass_rate boolean not null default true,
  trace_expired_at timestamptz,
  created_by text,
  -- what the next claim does: 'test' (a new attempt) or 'evaluate' (only the grading again)
  phase text not null default 'test' check (phase in ('test', 'evaluate')),
  evaluations integer not null default 0,
  -- what lists are ordered by: the start, and before it the dispatch
  sort_at timestamptz not null generated always as (coalesce(started_at, created_at)) stored,
  -- what a search looks through; cut, because a row of an index has a largest size
  search_text text not null generated always as (left(lower(workflow_name || E'\n' || reason || E'\n' || model_id), 400)) stored
);
-- Ascending, though read from the end: what grows at the end of an index keeps its pages full.
-- Lists are filtered, searched, sorted and counted in the first one alone; the table itself is five times as large.
create index runs_by_time on runs (org_id, sort_at, id) include (status, classification, model_id, duration_ms, cost_usd, search_text);
create index runs_of_workflow on runs (workflow_id, sort_at, id);
create index runs_of_server on runs (server_id, sort_at, id);
create index runs_open_of_server on runs (server_id, status, not_before) where status in ('pending', 'running');
create index runs_open on runs (status, not_before) where status in ('pending', 'running');
create index runs_for_retention on runs (ended_at) where trace_expired_at is null;

create table run_attempts (
  run_id text not null references runs(id) on delete cascade,
  attempt integer not null,
  status text not null default 'running',
  error_kind text,
  error_message text,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (run_id, attempt)
);

-- Append-only, redacted before it is written.
create table run_events (
  id text primary key,
  run_id text not null references runs(id) on delete cascade,
  org_id text not null,
  attempt integer not null,
  seq integer not null,
  at timestamptz not null,
  type text not null,
  data jsonb not null,
  unique (run_id, attempt, seq)
);

create table run_verdicts (
  run_id text not null references runs(id) on delete cascade,
  criterion_id text not null,
  position integer not null,
  criterion_text text not null,
  is_required boolean not null,
  kind text not null,
  verdict text not null check (verdict in ('pass', 'partial', 'fail')),
  reasoning text not null,
  agreement double precision,
  evidence jsonb not null default '[]',
  judged_by text not null,
  primary key (run_id, criterion_id)
);

create table run_artifacts (
  id text primary key,
  run_id text not null references runs(id) on delete cascade,
  org_id text not null,
  name text not null,
  kind text not null,
  mime_type text not null,
  bytes integer not null,
  body text not null
);
create index run_artifacts_of_run on run_artifacts (run_id);

-- News that travels up: written with the change, delivered at least once.
create table facts (
  id bigint generated always as identity primary key,
  org_id text not null,
  type text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  claimed_until timestamptz,
  attempts integer not null default 0
);
create index facts_undelivered on facts (created_at);

create table worker_heartbeats (
  instance_id text primary key,
  roles text[] not null,
  at timestamptz not null
);

create table instance_state (
  key text primary key,
  value jsonb not null,
  at timestamptz not null default now()
);
