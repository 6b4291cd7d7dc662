-- Watching: monitors and their checks, maintenance, syncs and reviews of catalogs, coverage, alerts, status pages.
-- Locks mcp_servers, catalog_snapshots and organizations for a moment; nothing is rewritten.

-- Due rows are claimed kind by kind, so that a crowd of one kind never stands before another.
create index due_by_kind on due (kind, due_at);
drop index due_by_time;

-- A monitor and what its newest check said. `checking_until` is the lease of the one check that may run.
-- Half of its updates are leases: room in the page keeps them off the indexes.
create table monitors (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  server_id text not null references mcp_servers(id) on delete cascade,
  auth_profile_id text references auth_profiles(id) on delete set null,
  name text not null,
  tool_name text not null,
  arguments jsonb not null default '{}',
  interval_seconds integer not null check (interval_seconds in (60, 300, 900, 3600)),
  timeout_seconds integer not null check (timeout_seconds between 1 and 60),
  assertions jsonb not null default '[]',
  validate_output_schema boolean not null default false,
  allow_destructive boolean not null default false,
  protocol_era text not null default 'auto' check (protocol_era in ('auto', 'modern', 'legacy')),
  state text not null default 'active' check (state in ('active', 'paused')),
  status text not null default 'unknown' check (status in ('pass', 'fail', 'error', 'unknown')),
  -- since when the status is what it is
  status_since timestamptz,
  -- counts the checks of this monitor, whatever they said; never reused
  seq bigint not null default 0,
  consecutive_failures integer not null default 0,
  last_check jsonb,
  -- the newest tick that was served: an older or equal one is not served again
  last_tick_at timestamptz,
  checking_until timestamptz,
  checking_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 70);
create index monitors_of_org on monitors (org_id, created_at desc, id);
create index monitors_of_server on monitors (server_id);
create index monitors_of_profile on monitors (auth_profile_id) where auth_profile_id is not null;

-- Kept 35 days. `status` 'unknown': the check says nothing about the target, such as while we had no network ourselves.
create table monitor_checks (
  id text primary key,
  monitor_id text not null references monitors(id) on delete cascade,
  org_id text not null,
  seq bigint not null,
  at timestamptz not null,
  -- when it should have begun; null for one asked for by hand
  tick_at timestamptz,
  status text not null check (status in ('pass', 'fail', 'error', 'unknown')),
  reason text,
  latency_ms integer,
  connect_ms integer,
  message text,
  result_excerpt text,
  failed_assertion jsonb,
  in_maintenance boolean not null default false,
  era text,
  -- 'schedule', 'manual' or 'change' (at creation, on resuming, after an edit)
  trigger text not null
);
create unique index monitor_checks_by_seq on monitor_checks (monitor_id, seq);
create index monitor_checks_by_time on monitor_checks (monitor_id, at);
-- The few that want to be looked at are counted and listed without the many that do not.
create index monitor_checks_not_passed on monitor_checks (monitor_id, status, at) where status <> 'pass';

-- Sums by the hour (35 days) and by the day (400 days), UTC, written with the check. Checks in maintenance and
-- 'unknown' ones count as excluded. latency_counts[b] counts answered checks of latency bucket b (1-based).
create table monitor_hours (
  monitor_id text not null references monitors(id) on delete cascade,
  hour timestamptz not null,
  pass integer not null default 0,
  fail integer not null default 0,
  error integer not null default 0,
  excluded integer not null default 0,
  latency_counts integer[] not null default '{}',
  primary key (monitor_id, hour)
) with (fillfactor = 80);
create table monitor_days (
  monitor_id text not null references monitors(id) on delete cascade,
  day date not null,
  pass integer not null default 0,
  fail integer not null default 0,
  error integer not null default 0,
  excluded integer not null default 0,
  latency_counts integer[] not null default '{}',
  primary key (monitor_id, day)
) with (fillfactor = 80);

-- One row per stretch of failing checks outside maintenance; at most one open per monitor.
create table monitor_outages (
  id text primary key,
  monitor_id text not null references monitors(id) on delete cascade,
  org_id text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  first_check_id text not null,
  status text not null,
  reason text,
  checks integer not null default 1
);
create unique index open_outage on monitor_outages (monitor_id) where ended_at is null;
create index monitor_outages_by_time on monitor_outages (monitor_id, started_at desc);

-- While one is open, checks and runs go on, nothing alerts, and uptime leaves them out.
create table maintenance_windows (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  server_id text not null references mcp_servers(id) on delete cascade,
  title text not null,
  kind text not null check (kind in ('once', 'weekly')),
  -- once
  starts_at timestamptz,
  ends_at timestamptz,
  -- weekly: 1 = Monday … 7 = Sunday; "HH:MM" of `timezone`
  weekdays smallint[],
  start_time text,
  duration_minutes integer,
  timezone text not null default 'UTC',
  created_by_name text not null,
  created_at timestamptz not null
);
create index maintenance_windows_of_server on maintenance_windows (server_id);

-- One row per contact that listed, or tried to; the newest 100 of a server are kept. `findings` is what the protocol rules found.
create table server_syncs (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  server_id text not null references mcp_servers(id) on delete cascade,
  at timestamptz not null,
  -- 'manual', 'interval', 'probe', 'run', 'create', 'update', 'examination'
  trigger text not null,
  ok boolean not null,
  era text,
  snapshot_id text,
  changed boolean not null default false,
  server_version text,
  -- which handshakes worked: {"modern": true, "legacy": false}; null or absent where not tried
  eras jsonb not null default '{}',
  findings jsonb not null default '[]',
  error jsonb
);
create index server_syncs_of_server on server_syncs (server_id, at desc);

-- review_state: 'none' (nothing to look at), 'pending', 'accepted'. poisoning: what the local scan of its texts found.
-- server_version: what the server called itself; shown only, never compared.
alter table catalog_snapshots
  add column review_state text not null default 'none' check (review_state in ('none', 'pending', 'accepted')),
  add column reviewed_by_name text,
  add column reviewed_at timestamptz,
  add column poisoning jsonb not null default '[]',
  add column server_version text;
create index catalog_snapshots_pending on catalog_snapshots (org_id, server_id) where review_state = 'pending';
create index catalog_changes_by_time on catalog_snapshots (org_id, at desc, id) where diff is not null or review_state <> 'none';

-- null: the instance's interval; 0: never by itself
alter table mcp_servers add column sync_interval_minutes integer check (sync_interval_minutes between 0 and 10080);
alter table organizations add column auto_accept_changes boolean not null default false;

-- What a finished run did with each tool, read once from its trace: coverage and its depth are counted from here.
create table tool_uses (
  run_id text not null references runs(id) on delete cascade,
  tool text not null,
  org_id text not null,
  server_id text not null,
  workflow_id text not null,
  ok_count integer not null,
  error_count integer not null,
  last_ok_at timestamptz,
  last_error_at timestamptz,
  -- {"arguments": ["a"], "values": [{"argument": "region", "values": ["DE"]}], "errorAnswerAt": null}: of sent calls,
  -- bounded, and only what the tool's input schema names
  seen jsonb not null,
  primary key (run_id, tool)
);
create index tool_uses_of_org on tool_uses (org_id, run_id, tool);
-- Runs whose trace was read, also those that called nothing.
create table tool_use_runs (
  run_id text primary key references runs(id) on delete cascade,
  org_id text not null
);
create index tool_use_runs_of_org on tool_use_runs (org_id);

create table alert_destinations (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  kind text not null check (kind in ('slack_oauth', 'slack_webhook', 'email', 'webhook')),
  name text not null,
  -- without any secret: {"teamId", "teamName"} of slack_oauth, {"urlHint"} of the others
  config jsonb not null default '{}',
  secret_id text references secrets(id) on delete set null,
  -- of webhook: the signing secret; of the others none
  signing_secret_id text references secrets(id) on delete set null,
  needs_reauth boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index alert_destination_name on alert_destinations (org_id, lower(name));
create unique index one_email_destination on alert_destinations (org_id) where kind = 'email';
create unique index one_destination_per_workspace on alert_destinations (org_id, (config->>'teamId')) where kind = 'slack_oauth';
create index alert_destinations_of_secret on alert_destinations (secret_id) where secret_id is not null;
create index alert_destinations_of_signing_secret on alert_destinations (signing_secret_id) where signing_secret_id is not null;

create table alert_rules (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  name text not null,
  target_type text not null check (target_type in ('workflow', 'monitor', 'server')),
  target_id text not null,
  destination_id text not null references alert_destinations(id),
  channel text,
  recipient_email text,
  fail_after integer not null default 1 check (fail_after between 1 and 20),
  notify_recovery boolean not null default true,
  renotify_minutes integer check (renotify_minutes between 5 and 10080),
  muted_until timestamptz,
  state text not null default 'enabled' check (state in ('enabled', 'paused')),
  -- outcomes before this are none of its business: creation, or the last time it was enabled
  watches_from timestamptz not null,
  last_fired_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index alert_rules_of_org on alert_rules (org_id, created_at desc, id);
create index alert_rules_of_target on alert_rules (target_type, target_id);
create index alert_rules_of_destination on alert_rules (destination_id);

-- How far a rule has looked at one object: each outcome is taken once, whoever tells of it and how often.
-- `part` tells a workflow's targets apart (their target_key); the row '' of an object is the one that is locked.
create table alert_watches (
  rule_id text not null references alert_rules(id) on delete cascade,
  object_type text not null check (object_type in ('workflow', 'monitor')),
  object_id text not null,
  part text not null default '',
  org_id text not null,
  -- of a monitor: number of the newest check taken
  seen_seq bigint not null default 0,
  -- of a workflow: where its outcomes begin; of a target: the latest end among the runs taken
  seen_at timestamptz,
  -- of a target: the runs taken that ended shortly before seen_at; clocks of two machines differ, so others may yet appear there
  recent_refs text[] not null default '{}',
  -- failures in a row, and where the row began
  streak integer not null default 0,
  first_ref text,
  first_at timestamptz,
  last_ref text,
  primary key (rule_id, object_type, object_id, part)
);
create index alert_watches_of_object on alert_watches (object_type, object_id);

-- Closed ones are kept 400 days.
create table incidents (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  rule_id text not null references alert_rules(id) on delete cascade,
  object_type text not null check (object_type in ('workflow', 'monitor')),
  object_id text not null,
  object_name text not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- 'recovered', 'paused', 'archived', 'deleted', 'rule'
  close_reason text,
  failure_count integer not null,
  first_ref text not null,
  last_ref text not null,
  -- what the newest failure said: {"status", "classification", "message"}
  cause jsonb not null,
  -- false: opened while muted, and nobody was told yet
  is_told boolean not null default false,
  renotified integer not null default 0
);
create unique index one_open_incident on incidents (rule_id, object_type, object_id) where state = 'open';
create index incidents_by_time on incidents (org_id, opened_at desc, id);
create index incidents_of_rule on incidents (rule_id);
create index incidents_open on incidents (org_id) where state = 'open';
create index incidents_for_retention on incidents (closed_at) where closed_at is not null;
create index incidents_of_object on incidents (object_type, object_id) where state = 'open';

-- Written with the change it tells of: dedupe_key makes it one per change, with any number of workers. Kept 90 days.
create table alert_deliveries (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  rule_id text references alert_rules(id) on delete cascade,
  destination_id text not null references alert_destinations(id) on delete cascade,
  incident_id text references incidents(id) on delete set null,
  dedupe_key text not null unique,
  type text not null,
  -- the whole message (modules/alerts/message.ts) and where it goes: {"channel"} or {"recipientEmail"}
  message jsonb not null,
  address jsonb not null default '{}',
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  -- [{"at", "ok", "httpStatus", "error"}]
  tries jsonb not null default '[]',
  -- of those, the ones made before somebody asked for a fresh plan
  tries_before integer not null default 0,
  first_try_at timestamptz,
  next_try_at timestamptz,
  claimed_until timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index alert_deliveries_by_time on alert_deliveries (org_id, created_at desc, id);
create index alert_deliveries_of_rule on alert_deliveries (rule_id, created_at desc);
create index alert_deliveries_of_destination on alert_deliveries (destination_id);
create index alert_deliveries_of_incident on alert_deliveries (incident_id) where incident_id is not null;
create index alert_deliveries_pending on alert_deliveries (next_try_at) where state = 'pending';
create index alert_deliveries_for_retention on alert_deliveries (created_at);

-- Single-use states of Connect Slack, bound to the session that began it; 10 minutes.
create table slack_states (
  token_hash text primary key,
  org_id text not null references organizations(id) on delete cascade,
  user_id text not null references users(id) on delete cascade,
  session_hash text not null,
  expires_at timestamptz not null
);

-- Mails of an instance for one person that has no mail server; the newest 200 of an organization are kept.
create table inbox_mails (
  id text primary key,
  org_id text not null references organizations(id) on delete cascade,
  at timestamptz not null,
  recipient text not null,
  subject text not null,
  text text not null,
  html text,
  read_at timestamptz
);
create index inbox_mails_of_org on inbox_mails (org_id, at desc);

create table status_pages (
  org_id text primary key references organizations(id) on delete cascade,
  slug text not null unique,
  title text not null,
  description text not null default '',
  is_public boolean not null default false,
  shows_latency boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table status_page_monitors (
  org_id text not null references status_pages(org_id) on delete cascade,
  monitor_id text not null references monitors(id) on delete cascade,
  position integer not null,
  label text not null,
  primary key (org_id, monitor_id)
);
create index status_page_monitors_of_monitor on status_page_monitors (monitor_id);
