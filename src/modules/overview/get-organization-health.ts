// How the organization is doing: runs, workflows, monitors, servers and incidents, in about a dozen queries whatever its size.
import { z } from 'zod';
import { days } from '#kernel/duration';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { openIncidentCount } from '#modules/alerts';
import { coveragePercents } from '#modules/coverage';
import { countMonitors, failingMonitors } from '#modules/monitors';
import { countRunsSince, failingTargets } from '#modules/runs';
import { breakingChangesSince, listServers } from '#modules/servers';
import type { McpServer } from '#modules/servers';
import { activeTargets, countWorkflows } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { failingWorkflows, HEALTH_RANGES, runNumbers } from './organization-health.ts';
import type { FailingWorkflow, OrganizationHealth, ServerHealthRow } from './organization-health.ts';

const Input = z.strictObject({ range: z.enum(HEALTH_RANGES, `must be one of ${HEALTH_RANGES.join(', ')}`).default('24h') });

const RANGE_DAYS = { '24h': 1, '7d': 7, '30d': 30 } as const;
const BREAKING_DAYS = 7;
const MAX_FAILING = 100;
/** More than this nobody watches in one organization. */
const MAX_WORKFLOWS = 5_000;
const SERVERS_A_PAGE = 100;
const MAX_SERVER_PAGES = 3;

export async function getOrganizationHealth(ctx: Ctx, raw: unknown = {}): Promise<OrganizationHealth> {
  requireRole(ctx, 'viewer');
  const { range } = parseInput(Input, raw);
  const { db, clock } = ctx.deps;
  const { id, slug, name } = ctx.org;
  const now = clock.now();
  const [runs, counts, failing, monitors, bad, servers, openIncidents] = await Promise.all([
    countRunsSince(db, id, new Date(now.getTime() - days(RANGE_DAYS[range]))),
    countWorkflows(db, id),
    failingNow(ctx),
    countMonitors(db, id),
    failingMonitors(db, id, MAX_FAILING),
    serverRows(ctx, new Date(now.getTime() - days(BREAKING_DAYS))),
    openIncidentCount(ctx),
  ]);
  return {
    organization: { id, slug, name },
    range,
    generatedAt: now.toISOString(),
    runs: runNumbers(runs),
    workflows: { ...counts, failing },
    monitors: { ...monitors, failing: bad },
    servers,
    openIncidents,
  };
}

async function failingNow({ deps: { db }, org }: Ctx): Promise<FailingWorkflow[]> {
  const workflows = await activeTargets(db, org.id, MAX_WORKFLOWS);
  const targets = workflows.flatMap(({ workflowId, modelIds }) => [...new Set(modelIds)].map((modelId) => ({ workflowId, modelId })));
  return failingWorkflows(workflows, await failingTargets(db, targets, MAX_FAILING));
}

async function serverRows(ctx: Ctx, since: Date): Promise<ServerHealthRow[]> {
  const breaking = await breakingChangesSince(ctx.deps.db, ctx.org.id, since);
  const rows: ServerHealthRow[] = [];
  for (let page = 1; page <= MAX_SERVER_PAGES; page += 1) {
    const listed = await listServers(ctx, { environment: 'all', sort: 'name', page, pageSize: SERVERS_A_PAGE });
    const coverage = await coveragePercents(
      ctx,
      listed.rows.map((server) => server.id),
    );
    rows.push(...listed.rows.map((server) => rowOf(server, coverage, breaking)));
    if (page * SERVERS_A_PAGE >= listed.total) break;
  }
  return rows;
}

const rowOf = (
  { id, name, health, lastSyncedAt }: McpServer,
  coverage: ReadonlyMap<string, number | null>,
  breaking: ReadonlyMap<string, number>,
): ServerHealthRow => ({
  mcpServerId: id,
  name,
  health,
  lastSyncedAt,
  coveragePercent: coverage.get(id) ?? null,
  breakingChanges7d: breaking.get(id) ?? 0,
});
