// A world in which monitors are checked: real database, real doors, real servers; only the job queue is a list that tests read.
import { newId } from '#kernel/ids';
import type { Assertion, MonitorCheck } from '#modules/monitors';
import { createServer } from '#modules/servers';
import type { Connectivity } from '#platform/connectivity/connectivity';
import type { Ctx, Deps } from '#platform/ctx';
import { jsonText } from '#platform/db/schema';
import type { JobRequest } from '#platform/jobs/jobs';
import { makeWorld } from './harness.ts';
import type { Cast, World } from './harness.ts';
import { listedJobs } from './listed-jobs.ts';

export interface CheckWorld extends World {
  /** Everything enqueued so far, oldest first. */
  readonly queued: JobRequest[];
  newTeam(): Promise<Cast>;
}

/** What of a monitor a test decides; the rest is as ordinary as can be. */
export interface MonitorFields {
  readonly serverId: string;
  readonly toolName?: string | undefined;
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
  readonly intervalSeconds?: 60 | 300 | 900 | 3600 | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly assertions?: readonly Assertion[] | undefined;
  readonly validateOutputSchema?: boolean | undefined;
  readonly protocolEra?: 'auto' | 'modern' | 'legacy' | undefined;
  readonly authProfileId?: string | null | undefined;
  readonly state?: 'active' | 'paused' | undefined;
}

export async function makeCheckWorld(overrides: { readonly connectivity?: Connectivity | undefined } = {}): Promise<CheckWorld> {
  const queue = listedJobs();
  const world = await makeWorld({ jobs: queue.jobs, ...overrides });
  return { ...world, queued: queue.requests, newTeam: () => world.newOrg() };
}

/** Saved without a look at it: broken servers can be watched too. */
export async function addServer(ctx: Ctx, url: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const transportType = url.endsWith('/sse') ? 'sse' : 'streamable_http';
  const { id } = await createServer(ctx, {
    name: `Server ${newId('mcp').slice(-8)}`,
    transportType,
    baseUrl: url,
    skipProbe: true,
    ...more,
  });
  return id;
}

/** Written straight into the table: also of tools that no catalog has. */
export async function addMonitor({ deps, org }: Ctx, fields: MonitorFields): Promise<string> {
  const id = newId('mon');
  const at = deps.clock.now();
  await deps.db
    .insertInto('monitors')
    .values({
      id,
      org_id: org.id,
      server_id: fields.serverId,
      auth_profile_id: fields.authProfileId ?? null,
      name: 'Monitor',
      tool_name: fields.toolName ?? 'order_get',
      arguments: jsonText(fields.arguments ?? {}),
      interval_seconds: fields.intervalSeconds ?? 60,
      timeout_seconds: fields.timeoutSeconds ?? 30,
      assertions: jsonText(fields.assertions ?? []),
      validate_output_schema: fields.validateOutputSchema ?? false,
      protocol_era: fields.protocolEra ?? 'auto',
      state: fields.state ?? 'active',
      status_since: at,
      created_at: at,
      updated_at: at,
    })
    .execute();
  return id;
}

/** The check that `make` leaves in the table: the newest one. */
export async function newestCheck({ db }: Pick<Deps, 'db'>, monitorId: string): Promise<MonitorCheck | null> {
  const row = await db.selectFrom('monitors').select('last_check').where('id', '=', monitorId).executeTakeFirstOrThrow();
  // Written by the code under test as exactly this.
  return row.last_check as MonitorCheck | null;
}
