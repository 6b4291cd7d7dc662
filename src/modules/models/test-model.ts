// Asks a saved model for one tool call and says how long it took, or why it could not.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { SCRIPT_MODEL_ID } from './model.ts';
import { modelRefOf } from './model-ref.ts';
import { findStored } from './store.ts';

export interface ModelTest {
  readonly ok: boolean;
  readonly latencyMs: number | null;
  readonly message: string | null;
}

const testModelInput = z.strictObject({ modelId: z.string() });

export async function testModel(ctx: Ctx, raw: unknown): Promise<ModelTest> {
  requireRole(ctx, 'admin');
  const { modelId } = parseInput(testModelInput, raw);
  if (modelId === SCRIPT_MODEL_ID) return { ok: true, latencyMs: 0, message: 'The step script is no AI and needs no model.' };
  const stored = await findStored(ctx.deps.db, ctx.org.id, modelId);
  const ref = stored && (await modelRefOf(ctx, stored));
  if (!ref) throw notFound('model');
  const answer = await ctx.deps.llm.preflight(ref, ctx.signal);
  return answer.ok
    ? { ok: true, latencyMs: answer.value.latencyMs, message: null }
    : { ok: false, latencyMs: null, message: answer.error.message };
}
