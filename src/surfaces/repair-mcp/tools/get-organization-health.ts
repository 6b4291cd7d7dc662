// get_organization_health: how everything is doing.
import { z } from 'zod';
import { CHECK_STATUSES } from '#modules/monitors';
import { getOrganizationHealth, HEALTH_RANGES } from '#modules/overview';
import { defineRepairTool, READS } from '../define-repair-tool.ts';
import { runStatus } from '../schemas/runs.ts';
import { time } from '../schemas/values.ts';

const count = z.int();

export const getOrganizationHealthTool = defineRepairTool({
  name: 'get_organization_health',
  title: 'Organization health',
  description:
    'Sums up everything at once: runs by status with the pass rate, workflows and tool monitors that fail right now, the health and test coverage of every MCP server, ' +
    'breaking changes of the last 7 days, and open incidents. Call it first when nobody named a run or a workflow.',
  role: 'viewer',
  annotations: READS,
  subject: 'range',
  input: { range: z.enum(HEALTH_RANGES).optional().describe('Of the counts of runs; default 24h') },
  output: z.object({
    organization: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    range: z.enum(HEALTH_RANGES),
    generatedAt: time,
    runs: z.object({
      pass: count,
      partial: count,
      fail: count,
      error: count,
      running: count,
      pending: count,
      passRate: z.number().nullable().describe('0–1, of graded runs of one kind of tester; null without one'),
      passRateTesterKind: z.enum(['model', 'script', 'pinned']).nullable().describe('Which kind: they are never mixed'),
    }),
    workflows: z.object({
      active: count,
      paused: count,
      failing: z.array(
        z.object({ workflowId: z.string(), name: z.string(), runId: z.string(), status: runStatus, since: time.nullable() }),
      ),
    }),
    monitors: z.object({
      pass: count,
      fail: count,
      error: count,
      unknown: count,
      paused: count,
      failing: z.array(z.object({ monitorId: z.string(), toolName: z.string(), status: z.enum(CHECK_STATUSES), since: time.nullable() })),
    }),
    servers: z.array(
      z.object({
        mcpServerId: z.string(),
        name: z.string(),
        health: z.string(),
        coveragePercent: z.number().nullable(),
        lastSyncedAt: time.nullable(),
        breakingChanges7d: count,
      }),
    ),
    openIncidents: count,
  }),
  run: (ctx, input) => getOrganizationHealth(ctx, input),
});
