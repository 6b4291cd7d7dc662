// From a model id in a workflow to what can be run now, or the reason why not.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Ctx } from '#platform/ctx';
import type { ModelRef } from '#platform/llm/model';
import { SCRIPT_MODEL_ID } from './model.ts';
import { modelRefOf } from './model-ref.ts';
import { findStored } from './store.ts';

export type ResolvedModel = { readonly kind: 'script' | 'pinned' } | { readonly kind: 'model'; readonly ref: ModelRef };

export async function resolveModel(ctx: Ctx, modelId: string): Promise<Outcome<ResolvedModel, string>> {
  if (modelId === SCRIPT_MODEL_ID) return ok({ kind: 'script' });
  const stored = await findStored(ctx.deps.db, ctx.org.id, modelId);
  if (!stored) return failed(`the model ${modelId} is no longer there; choose another one in the workflow`);
  if (!stored.record.active)
    return failed(`the model ${modelId} is switched off; switch it on in Settings → Models, or choose another one`);
  const ref = await modelRefOf(ctx, stored);
  return ref ? ok({ kind: 'model', ref }) : ok({ kind: 'pinned' });
}
