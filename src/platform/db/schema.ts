// The tables as Kysely sees them; migrations/ is the truth, this is its mirror. Only store.ts files use these types.
import type { ColumnType, Generated } from 'kysely';

type Time = ColumnType<Date, Date | string, Date | string>;
type DefaultedTime = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** jsonb: read as parsed JSON (parse with a schema before use), written as a JSON string (`jsonText`). */
type Json = ColumnType<unknown, string, string>;
type DefaultedJson = ColumnType<unknown, string | undefined, string>;
type NullableJson = ColumnType<unknown, string | null | undefined, string | null>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface Database {
  organizations: {
    id: string;
    slug: string;
    name: string;
    default_tester_model_id: Nullable<string>;
    default_judge_model_id: Nullable<string>;
    retention_days: Nullable<number>;
    created_at: DefaultedTime;
  };
  users: { id: string; email: string; name: string; created_at: DefaultedTime };
  members: { org_id: string; user_id: string; role: string; created_at: DefaultedTime };
  sessions: {
    token_hash: string;
    user_id: string;
    csrf_token: string;
    created_at: Time;
    last_seen_at: Time;
    expires_at: Time;
    ip: Nullable<string>;
    user_agent: Nullable<string>;
  };
  sign_in_links: { token_hash: string; user_id: string; expires_at: Time; used_at: NullableTime };
  api_keys: {
    id: string;
    org_id: string;
    name: string;
    role: string;
    salt: Nullable<Buffer>;
    hash: Nullable<Buffer>;
    created_by: Nullable<string>;
    created_by_name: string;
    created_at: DefaultedTime;
    last_used_at: NullableTime;
    revoked_at: NullableTime;
  };
  audit_log: {
    id: string;
    org_id: string;
    at: Time;
    actor_type: string;
    actor_id: string;
    actor_name: string;
    action: string;
    object_type: string;
    object_id: string;
    before: NullableJson;
    after: NullableJson;
    ip: Nullable<string>;
    user_agent: Nullable<string>;
    request_id: Nullable<string>;
    note: Nullable<string>;
  };
  secrets: { id: string; org_id: string; sealed: Buffer; created_at: DefaultedTime };
  models: {
    org_id: string;
    id: string;
    display_name: string;
    provider: string;
    upstream_name: string;
    base_url: Nullable<string>;
    secret_id: Nullable<string>;
    secret_set_at: NullableTime;
    roles: string[];
    context_tokens: Nullable<number>;
    input_usd_per_mtok: Nullable<number>;
    output_usd_per_mtok: Nullable<number>;
    active: Generated<boolean>;
    created_at: DefaultedTime;
  };
  mcp_servers: {
    id: string;
    org_id: string;
    name: string;
    transport_type: string;
    target_kind: Generated<string>;
    base_url: string;
    environment: Generated<string>;
    categories: Generated<string[]>;
    timeout_seconds: Generated<number>;
    extra_header_secrets: DefaultedJson;
    protocol_era: Generated<string>;
    network_policy: DefaultedJson;
    state: Generated<string>;
    health: Generated<string>;
    health_detail: Nullable<string>;
    protocol_version: Nullable<string>;
    server_info: NullableJson;
    instructions: Nullable<string>;
    era_verdict: NullableJson;
    snapshot_id: Nullable<string>;
    tool_count: Nullable<number>;
    last_synced_at: NullableTime;
    managed: Generated<boolean>;
    created_at: DefaultedTime;
    updated_at: DefaultedTime;
  };
  auth_profiles: {
    id: string;
    org_id: string;
    server_id: string;
    name: string;
    kind: string;
    is_default: boolean;
    header_name: Nullable<string>;
    secret_id: Nullable<string>;
    secret_set_at: NullableTime;
    created_at: DefaultedTime;
  };
  catalog_entries: {
    id: string;
    org_id: string;
    server_id: string;
    kind: string;
    name: string;
    definition: Json;
    active: boolean;
    first_seen_at: Time;
    last_seen_at: Time;
  };
  catalog_snapshots: {
    id: string;
    org_id: string;
    server_id: string;
    at: Time;
    era: string;
    content_hash: string;
    catalog: Json;
    counts: Json;
    diff: NullableJson;
    breaking_count: Generated<number>;
  };
  workflows: {
    id: string;
    org_id: string;
    server_id: string;
    state: Generated<string>;
    name: string;
    description: Generated<string>;
    categories: Generated<string[]>;
    current_version_id: string;
    current_version_number: number;
    skipped_ticks: Generated<number>;
    created_at: DefaultedTime;
    updated_at: DefaultedTime;
  };
  workflow_versions: {
    id: string;
    org_id: string;
    workflow_id: string;
    number: number;
    spec: Json;
    author: Json;
    diff: DefaultedJson;
    restored_from: Nullable<number>;
    created_at: Time;
  };
  due: { kind: string; subject_id: string; slot: Generated<number>; org_id: string; tick_at: Time; due_at: Time };
  runs: {
    id: string;
    org_id: string;
    workflow_id: string;
    workflow_name: string;
    version_id: string;
    version_number: number;
    server_id: string;
    model_id: string;
    target_index: number;
    target_key: string;
    tester_kind: string;
    status: Generated<string>;
    trigger_type: string;
    reason: string;
    baseline_run_id: Nullable<string>;
    classification: Nullable<string>;
    classification_evidence: DefaultedJson;
    error_kind: Nullable<string>;
    error_message: Nullable<string>;
    final_answer: Nullable<string>;
    snapshot_id: Nullable<string>;
    created_at: Time;
    started_at: NullableTime;
    ended_at: NullableTime;
    duration_ms: Nullable<number>;
    judge_duration_ms: Nullable<number>;
    tokens_in: Generated<number>;
    tokens_out: Generated<number>;
    cost_usd: Nullable<number>;
    price: NullableJson;
    steps: Generated<number>;
    tool_calls: Generated<number>;
    attempt: Generated<number>;
    fence: Generated<number>;
    lease_owner: Nullable<string>;
    lease_until: NullableTime;
    not_before: Time;
    cancel_requested_at: NullableTime;
    evaluation: NullableJson;
    counts_for_pass_rate: Generated<boolean>;
    trace_expired_at: NullableTime;
    created_by: Nullable<string>;
    phase: Generated<string>;
    evaluations: Generated<number>;
    sort_at: ColumnType<Date, never, never>;
    search_text: ColumnType<string, never, never>;
  };
  run_attempts: {
    run_id: string;
    attempt: number;
    status: Generated<string>;
    error_kind: Nullable<string>;
    error_message: Nullable<string>;
    started_at: Time;
    ended_at: NullableTime;
  };
  run_events: { id: string; run_id: string; org_id: string; attempt: number; seq: number; at: Time; type: string; data: Json };
  run_verdicts: {
    run_id: string;
    criterion_id: string;
    position: number;
    criterion_text: string;
    is_required: boolean;
    kind: string;
    verdict: string;
    reasoning: string;
    agreement: Nullable<number>;
    evidence: DefaultedJson;
    judged_by: string;
  };
  run_artifacts: { id: string; run_id: string; org_id: string; name: string; kind: string; mime_type: string; bytes: number; body: string };
  facts: {
    id: Generated<number>;
    org_id: string;
    type: string;
    payload: Json;
    created_at: Time;
    claimed_until: NullableTime;
    attempts: Generated<number>;
  };
  worker_heartbeats: { instance_id: string; roles: string[]; at: Time };
  instance_state: { key: string; value: Json; at: DefaultedTime };
}

/** jsonb columns are written as text, so that arrays are not taken for PostgreSQL arrays. */
export const jsonText = (value: unknown): string => JSON.stringify(value ?? null);

/** Name of the unique index that refused a write (SQLSTATE 23505), or undefined for any other error. */
export function violatedUnique(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== '23505') return undefined;
  return 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : '';
}
