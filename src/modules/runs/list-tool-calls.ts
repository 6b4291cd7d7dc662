// The tool calls of one attempt with arguments and results (spec 05 §4).
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireTrace } from './require-run.ts';
import { CALL_EVENTS, toolCallsOf } from './tool-calls.ts';
import type { ToolCallRow } from './tool-calls.ts';
import { selectEvents } from './trace/store.ts';

const Input = z.strictObject({ runId: z.string(), attempt: z.int().min(1).optional() });

/** Two events a call, and at most 500 sent calls; blocked ones are bounded by the model turns. */
const MAX_EVENTS = 2000;

export async function listToolCalls(ctx: Ctx, raw: unknown): Promise<readonly ToolCallRow[]> {
  requireRole(ctx, 'viewer');
  const { runId, attempt } = parseInput(Input, raw);
  const run = await requireTrace(ctx, runId);
  const filter = { runId: run.runId, attempt: attempt ?? Math.max(1, run.attempt), types: CALL_EVENTS, afterSeq: 0, limit: MAX_EVENTS };
  return toolCallsOf(await selectEvents(ctx.deps.db, filter));
}
