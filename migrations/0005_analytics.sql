-- Analytics: what agents did on an MCP server, and why, as events. Only makes a table of its own; locks nothing.

-- Written in batches, never changed, kept as long as the organization's traces. `source` names the server that was used:
-- 'armature-repair-api' is our own. `error` is a code, never a message. `metadata` is redacted before it is written.
create table analytics_events (
  org_id text not null references organizations(id) on delete cascade,
  source text not null,
  event_id text not null,
  kind text not null check (kind in ('tool_call', 'session_init', 'actor_identity')),
  actor_id text not null,
  -- events of one session share it: given by the client, else made of actor and UTC day
  session_key text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  duration_ms integer,
  ok boolean,
  error text,
  metadata jsonb not null default '{}',
  primary key (org_id, source, event_id)
);
create index analytics_events_by_time on analytics_events (org_id, started_at, event_id);
