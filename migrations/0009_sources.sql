-- Publishing: OpenAPI-backed endpoints (sources), what is compiled of their documents (bundles), their secrets, what agents ran
-- (executions) and what waits for a person (approvals). Makes tables of its own, and one column and index on analytics_events,
-- which are written in the background: nobody waits while the index is built.

-- The id is that of the managed server record, which is deleted with it.
create table sources (
  id text primary key references mcp_servers(id) on delete cascade,
  org_id text not null references organizations(id) on delete cascade,
  name text not null,
  slug text not null,
  mode text not null check (mode in ('tools', 'code')),
  base_url text,
  -- how callers bring their credential and how it is forwarded (spec 06 §3); null: not set up
  connection jsonb,
  rate_limit_per_minute integer not null default 600,
  -- of mode tools: when Activate succeeded; null: not yet
  activated_at timestamptz,
  paused_at timestamptz,
  -- full scripts of executions are kept for the breaking-change test
  keeps_scripts boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index source_slug on sources (org_id, slug);

-- Immutable but for its state. One active per source and environment. `sequence` orders what was made in one millisecond.
create table bundles (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  source_id text not null references sources(id) on delete cascade,
  environment text not null,
  state text not null check (state in ('compiling', 'generated', 'active', 'superseded', 'failed')),
  -- sha256 of what came in (document, overlay, manifest): the same upload twice is one bundle
  input_hash text not null,
  -- sha256 of what was compiled; null until it is
  content_hash text,
  operation_count integer,
  manifest jsonb not null default '{}',
  diagnostics jsonb not null default '[]',
  -- difference to what was active when it was made; null until compiled
  api_diff jsonb,
  repository text,
  commit_sha text,
  branch text,
  pull_request_number integer,
  -- promote as soon as it is compiled (asked by an admin, or the source is in mode tools)
  promotes boolean not null default false,
  created_by jsonb not null,
  created_at timestamptz not null,
  compiled_at timestamptz,
  promoted_at timestamptz
);
create unique index bundle_active on bundles (source_id, environment) where state = 'active';
create index bundles_of_source on bundles (source_id, environment, created_at desc, id desc);
create index bundles_of_org on bundles (org_id, created_at desc, id desc);
create index bundles_compiling on bundles (created_at) where state = 'compiling';

-- Parts of a bundle by name, compressed: 'input' (what came in), 'openapi', 'operations', 'schemas', 'types', 'index', 'search',
-- 'vectors', 'bootstrap', 'image' (the VM image, made in the sandbox and bound to its engine's version).
create table bundle_parts (
  org_id text not null references organizations(id) on delete cascade,
  bundle_id text not null references bundles(id) on delete cascade,
  name text not null,
  -- sha256 of the bytes before compression
  hash text not null,
  size_bytes integer not null,
  bytes bytea not null,
  primary key (bundle_id, name)
);
-- it is compressed already
alter table bundle_parts alter column bytes set storage external;

create table source_secrets (
  org_id text not null references organizations(id) on delete cascade,
  source_id text not null references sources(id) on delete cascade,
  environment text not null,
  name text not null,
  secret_id text not null,
  updated_at timestamptz not null,
  primary key (source_id, environment, name)
);

-- One tool call of a published endpoint in code mode. No script text, argument or result, but for `script` where the source opts in.
create table executions (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  source_id text not null references sources(id) on delete cascade,
  bundle_id text not null,
  environment text not null,
  tool text not null,
  session_key text not null,
  actor jsonb not null,
  state text not null check (state in ('running', 'waiting', 'finished')),
  ok boolean,
  error_kind text,
  started_at timestamptz not null,
  finished_at timestamptz,
  duration_ms integer,
  intent text,
  context text,
  frustration text,
  -- of search_sdk
  query text,
  matches integer,
  -- [{operationId, method, path, status, durationMs, bytes, arguments: [names]}]
  calls jsonb not null default '[]',
  tags jsonb not null default '[]',
  script text
);
create index executions_of_source on executions (source_id, started_at desc, id desc);
create index executions_by_time on executions (org_id, started_at, id);

-- A script that waits for a person inside one call. `paused` is the sealed VM image; `request` the sealed pending request.
create table approvals (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  source_id text not null references sources(id) on delete cascade,
  execution_id text not null references executions(id) on delete cascade,
  operation_id text not null,
  state text not null check (state in ('pending', 'approved', 'rejected', 'expired')),
  request bytea not null,
  paused bytea,
  -- what the script ended with after the decision, sealed; who asked may read it until it expires
  result bytea,
  -- who carries it on, and until when that claim holds
  claimed_until timestamptz,
  asked_by jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by jsonb
);
create index approvals_of_org on approvals (org_id, created_at desc, id desc);
create index approvals_pending on approvals (expires_at) where state = 'pending';
create index approvals_of_execution on approvals (execution_id);

-- Of a call of a published endpoint, what its metadata says: counted for each source.
alter table analytics_events add column server_id text;
create index analytics_events_of_server on analytics_events (org_id, server_id, started_at) where server_id is not null;
