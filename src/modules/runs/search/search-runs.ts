// Runs that fit, newest first (spec 04 search_runs). Without a count of all: it is what makes lists of a million slow.
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { invalidField, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { getServer } from '#modules/servers';
import { findWorkflow } from '#modules/workflows';
import type { Ctx } from '#platform/ctx';
import { runUrl } from '../run-url.ts';
import { CLASSIFICATIONS, RUN_STATUSES } from '../run.ts';
import type { RunSummary } from '../run.ts';
import { outcomesOf } from './outcomes.ts';
import { findRuns, selectSummaries } from './store.ts';
import type { FoundRun, RunSearch, Scope } from './store.ts';

const MAX_LIMIT = 100;
/** A millisecond of one organization never holds as many. */
const MAX_OF_ONE_MS = 10_000;

const id = boundedText(1, 200);
const time = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T12:00:00Z' });

const searchRunsInput = z.strictObject({
  workflowId: id.optional(),
  mcpServerId: id.optional(),
  modelId: id.optional(),
  status: z.enum(RUN_STATUSES, `must be one of ${RUN_STATUSES.join(', ')}`).optional(),
  classification: z.enum(CLASSIFICATIONS, `must be one of ${CLASSIFICATIONS.join(', ')}`).optional(),
  before: time.optional(),
  after: time.optional(),
  limit: z.int('must be a whole number').min(1, 'must be at least 1').max(MAX_LIMIT, `must be at most ${MAX_LIMIT}`).default(20),
});
type Input = z.output<typeof searchRunsInput>;

export interface FoundRuns {
  /** Newest first. More than `limit` only where several started in the last millisecond of the page. */
  readonly runs: readonly RunSummary[];
  /** `before` of the next page; null: there is none. */
  readonly nextBefore: string | null;
}

/** Times are those of the start, and of the dispatch while a run waits; both bounds are exclusive. */
export async function searchRuns(ctx: Ctx, raw: unknown): Promise<FoundRuns> {
  requireRole(ctx, 'viewer');
  const input = parseInput(searchRunsInput, raw);
  if (input.before !== undefined && input.after !== undefined && Date.parse(input.after) >= Date.parse(input.before)) {
    throw invalidField('after', 'must be earlier than before');
  }
  const scope = await scopeOf(ctx, input);
  if (!scope) return { runs: [], nextBefore: null };
  const { found, nextBefore } = await pageOf(ctx, searchOf(scope, input));
  const rows = await selectSummaries(
    ctx.deps.db,
    ctx.org.id,
    found.map(({ runId }) => runId),
  );
  return { runs: rows.map((row) => ({ ...row, url: runUrl(ctx, row.runId) })), nextBefore: nextBefore?.toISOString() ?? null };
}

/** Undefined: a workflow and a server that have nothing in common. A workflow stays with its server. */
async function scopeOf(ctx: Ctx, { workflowId, mcpServerId }: Input): Promise<Scope | undefined> {
  const [workflow] = await Promise.all([
    workflowId === undefined ? undefined : findWorkflow(ctx.deps.db, ctx.org.id, workflowId),
    mcpServerId === undefined ? undefined : getServer(ctx, { serverId: mcpServerId }),
  ]);
  if (workflowId === undefined) return mcpServerId === undefined ? { of: 'org', id: ctx.org.id } : { of: 'server', id: mcpServerId };
  if (!workflow) throw notFound('workflow');
  return mcpServerId === undefined || mcpServerId === workflow.spec.mcpServerId ? { of: 'workflow', id: workflowId } : undefined;
}

function searchOf(scope: Scope, { modelId, status, classification, before, after, limit }: Input): RunSearch {
  const isAny = modelId === undefined && status === undefined && classification === undefined;
  return {
    scope,
    modelId,
    outcomes: isAny ? undefined : outcomesOf({ statuses: status === undefined ? undefined : [status], classification }),
    from: after === undefined ? undefined : new Date(Date.parse(after) + 1),
    before: before === undefined ? undefined : new Date(before),
    limit,
  };
}

/** A page ends between two milliseconds, because its successor begins at a time. */
async function pageOf({ deps: { db } }: Ctx, search: RunSearch): Promise<{ found: readonly FoundRun[]; nextBefore: Date | undefined }> {
  const found = await findRuns(db, { ...search, limit: search.limit + 1 });
  const last = found[search.limit - 1];
  if (found.length <= search.limit || !last) return { found, nextBefore: undefined };
  const next = found[search.limit];
  if (next && next.at < last.at) return { found: found.slice(0, search.limit), nextBefore: last.at };
  const newer = found.filter(({ at }) => at > last.at);
  const [ofLast, older] = await Promise.all([
    findRuns(db, { ...search, from: last.at, before: new Date(last.at.getTime() + 1), limit: MAX_OF_ONE_MS }),
    findRuns(db, { ...search, before: last.at, limit: 1 }),
  ]);
  return { found: [...newer, ...ofLast], nextBefore: older.length > 0 ? last.at : undefined };
}
