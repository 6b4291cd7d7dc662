// Asks a model of an unknown endpoint for one tool call before it is saved (spec 11 §1).
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { ModelRef } from '#platform/llm/model';

/** Throws `probe_failed` with the endpoint's refusal. */
export async function requirePreflight(ctx: Ctx, ref: ModelRef): Promise<void> {
  const answer = await ctx.deps.llm.preflight(ref, ctx.signal);
  if (answer.ok) return;
  throw new AppError('probe_failed', `The model could not make a tool call: ${answer.error.message}`, {
    details: { preflight: { kind: answer.error.kind, message: answer.error.message } },
  });
}
