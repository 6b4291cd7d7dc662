// Which tools of a server its workflows exercise, measured on what is known now (spec 01 §7).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { monitorsOfServer } from '#modules/monitors';
import { newestFinishedRuns } from '#modules/runs';
import { getServer } from '#modules/servers';
import { activeWorkflowsOf } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { consideredTools, shapesByTool } from './considered-tools.ts';
import { MAX_RUNS } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import { measureCoverage } from './measure-coverage.ts';
import { readRun } from './read-run.ts';
import { unreadOf, usesOf } from './store.ts';

const input = z.strictObject({ serverId: z.string().max(100) });

/** Reads what no worker has read yet of the considered runs, at most 50: a lost fact costs nothing but this moment. */
export async function getCoverage(ctx: Ctx, raw: unknown): Promise<Coverage> {
  requireRole(ctx, 'viewer');
  const { serverId } = parseInput(input, raw);
  await getServer(ctx, { serverId });
  const { org, deps } = ctx;
  const [tools, workflows, monitors] = await Promise.all([
    consideredTools(deps.db, org.id, serverId),
    activeWorkflowsOf(deps.db, { orgId: org.id, serverIds: [serverId] }),
    monitorsOfServer(deps.db, org.id, serverId),
  ]);
  const runs = await newestFinishedRuns(
    deps.db,
    workflows.map(({ id }) => id),
    MAX_RUNS,
  );
  const runIds = runs.map(({ runId }) => runId);
  const unread = await unreadOf(deps.db, runIds);
  for (const run of runs) if (unread.has(run.runId)) await readRun(deps, org.id, { run, shapes: shapesByTool(tools) });
  const uses = await usesOf(deps.db, org.id, runIds);
  const generatedAt = deps.clock.now().toISOString();
  return { mcpServerId: serverId, generatedAt, ...measureCoverage({ tools, workflows, runs, uses, monitors }) };
}
