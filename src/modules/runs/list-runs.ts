// The run history (spec 05 §4): filtered, sorted, a page at a time.
import { z } from 'zod';
import { days } from '#kernel/duration';
import { AppError, validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { pageFields } from '#kernel/page-fields';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { getServer } from '#modules/servers';
import { getWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { runUrl } from './run-url.ts';
import { CLASSIFICATIONS, RUN_STATUSES } from './run.ts';
import type { RunSummary } from './run.ts';
import { countRuns, RUN_SORTS, selectRunPage } from './store.ts';

const RANGE_DAYS = { '24h': 1, '7d': 7, '30d': 30 } as const;
const MAX_SEARCH = 200;

/** Query of `GET /runs`, already typed: numbers are numbers. */
const listRunsInput = z.strictObject({
  range: z.enum(['24h', '7d', '30d']).default('24h'),
  workflowId: z.string().optional(),
  mcpServerId: z.string().optional(),
  modelId: z.string().optional(),
  status: z.enum(RUN_STATUSES).optional(),
  classification: z.enum(CLASSIFICATIONS).optional(),
  search: z.string().trim().max(MAX_SEARCH).optional(),
  sort: z.enum(RUN_SORTS).default('-startedAt'),
  ...pageFields,
});

export async function listRuns(ctx: Ctx, raw: unknown): Promise<Page<RunSummary>> {
  requireRole(ctx, 'viewer');
  const { range, ...wanted } = parseInput(listRunsInput, raw);
  await refuseUnknown(ctx, wanted);
  const since = new Date(ctx.deps.clock.now().getTime() - days(RANGE_DAYS[range]));
  const filter = { ...wanted, orgId: ctx.org.id, since };
  const [rows, total] = await Promise.all([selectRunPage(ctx.deps.db, filter), countRuns(ctx.deps.db, filter)]);
  return { rows: rows.map((row) => ({ ...row, url: runUrl(ctx, row.runId) })), page: wanted.page, pageSize: wanted.pageSize, total };
}

/** Whom a query names must be there; a model may be gone while its runs are still looked for. */
async function refuseUnknown(
  ctx: Ctx,
  { workflowId, mcpServerId }: Pick<z.infer<typeof listRunsInput>, 'workflowId' | 'mcpServerId'>,
): Promise<void> {
  const [workflow, server] = await Promise.all([
    workflowId === undefined || isKnown(getWorkflow(ctx, { workflowId })),
    mcpServerId === undefined || isKnown(getServer(ctx, { serverId: mcpServerId })),
  ]);
  const faults: FieldError[] = [
    ...(workflow ? [] : [{ field: 'workflowId', message: 'is not a workflow of this organization' }]),
    ...(server ? [] : [{ field: 'mcpServerId', message: 'is not an MCP server of this organization' }]),
  ];
  const [first, ...rest] = faults;
  if (first) throw validationFailed([first, ...rest]);
}

const isKnown = (found: Promise<unknown>): Promise<boolean> =>
  found.then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && (error.code === 'not_found' || error.code === 'validation_failed')) return false;
      throw error;
    },
  );
