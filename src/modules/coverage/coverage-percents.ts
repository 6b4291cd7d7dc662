// The coverage of many servers at once, for their cards: the same numbers as each server's own report.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { newestFinishedRuns } from '#modules/runs';
import type { FinishedRun } from '#modules/runs';
import { activeToolNamesOf } from '#modules/servers';
import { activeWorkflowsOf } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { shapesOf } from './considered-tools.ts';
import { MAX_RUNS, MAX_TOOLS } from './coverage.ts';
import { isGlob, percentOf } from './measure-coverage.ts';
import { readRun } from './read-run.ts';
import { calledWell, unreadOf } from './store.ts';

const MAX_SERVERS = 100;
/** Of one call; further ones, if there ever are, are read by the next call or by a worker. */
const MAX_READ = 100;

const input = z.array(z.string().max(100)).max(MAX_SERVERS, `must have at most ${MAX_SERVERS} entries`);

/** 0–100, or null without active tools; a server of another organization is null too. */
export async function coveragePercents(ctx: Ctx, serverIds: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
  requireRole(ctx, 'viewer');
  const wanted = { orgId: ctx.org.id, serverIds: parseInput(input, serverIds) };
  const { db } = ctx.deps;
  const [tools, workflows] = await Promise.all([activeToolNamesOf(db, wanted, MAX_TOOLS), activeWorkflowsOf(db, wanted)]);
  const runs = await newestFinishedRuns(
    db,
    workflows.map(({ id }) => id),
    MAX_RUNS,
  );
  const runIds = runs.map(({ runId }) => runId);
  const unread = await unreadOf(db, runIds);
  await readSome(
    ctx,
    runs.filter(({ runId }) => unread.has(runId)),
  );
  const covered = new Map(wanted.serverIds.map((id) => [id, new Set<string>()]));
  for (const { serverId, tool } of await calledWell(db, ctx.org.id, runIds)) covered.get(serverId)?.add(tool);
  for (const { serverId, allowedTools } of workflows) {
    for (const entry of allowedTools) if (!isGlob(entry)) covered.get(serverId)?.add(entry);
  }
  const listed = Map.groupBy(tools, ({ serverId }) => serverId);
  return new Map([...covered].map(([id, names]) => [id, percentOfServer(listed.get(id) ?? [], names)]));
}

const percentOfServer = (tools: readonly { readonly name: string }[], covered: ReadonlySet<string>): number | null =>
  percentOf(tools.filter(({ name }) => covered.has(name)).length, tools.length);

async function readSome({ deps, org }: Ctx, runs: readonly FinishedRun[]): Promise<void> {
  const byServer = Map.groupBy(runs.slice(0, MAX_READ), ({ serverId }) => serverId);
  for (const [serverId, unread] of byServer) {
    const shapes = await shapesOf(deps.db, org.id, serverId);
    for (const run of unread) await readRun(deps, org.id, { run, shapes });
  }
}
