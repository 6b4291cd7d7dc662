// The events of one attempt in order, a piece at a time (spec 05 §4).
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireTrace } from './require-run.ts';
import { isTraceEventType } from './run.ts';
import type { TraceEvent } from './run.ts';
import { selectEvents } from './trace/store.ts';
import type { EventFilter } from './trace/store.ts';

const MAX_LIMIT = 1000;
/** Characters of one answer: an event may hold 256 KiB, so a full page of them would be too much. */
const MAX_CHARS = 8 * 1024 * 1024;
const READ_AHEAD = 100;

const Input = z.strictObject({
  runId: z.string(),
  attempt: z.int().min(1).optional(),
  type: z.string().optional(),
  afterSeq: z.int().min(0).default(0),
  limit: z.int().min(1).max(MAX_LIMIT).default(500),
});

export interface TracePage {
  readonly runId: string;
  readonly attempt: number;
  readonly events: readonly TraceEvent[];
  /** Where to go on; absent at the end. */
  readonly nextAfterSeq?: number;
}

export async function getTrace(ctx: Ctx, raw: unknown): Promise<TracePage> {
  requireRole(ctx, 'viewer');
  const input = parseInput(Input, raw);
  if (input.type !== undefined && !isTraceEventType(input.type)) throw invalidField('type', 'is not a type of trace events');
  const run = await requireTrace(ctx, input.runId);
  const attempt = input.attempt ?? Math.max(1, run.attempt);
  const types = input.type === undefined ? undefined : [input.type];
  const { events, isWhole } = await readWithin(ctx, { runId: run.runId, attempt, types, afterSeq: input.afterSeq, limit: input.limit });
  const last = events.at(-1)?.seq ?? input.afterSeq;
  const more = isWhole ? [] : await selectEvents(ctx.deps.db, { runId: run.runId, attempt, types, afterSeq: last, limit: 1 });
  return { runId: run.runId, attempt, events, ...(more.length > 0 ? { nextAfterSeq: last } : {}) };
}

/** Up to `limit` events, fewer when they are large. `isWhole`: there are no more. */
async function readWithin(ctx: Ctx, filter: EventFilter): Promise<{ readonly events: readonly TraceEvent[]; readonly isWhole: boolean }> {
  const events: TraceEvent[] = [];
  let chars = 0;
  while (events.length < filter.limit && chars < MAX_CHARS) {
    const wanted = Math.min(READ_AHEAD, filter.limit - events.length);
    const read = await selectEvents(ctx.deps.db, { ...filter, afterSeq: events.at(-1)?.seq ?? filter.afterSeq, limit: wanted });
    events.push(...read);
    chars += read.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);
    if (read.length < wanted) return { events, isWhole: true };
  }
  return { events, isWhole: false };
}
