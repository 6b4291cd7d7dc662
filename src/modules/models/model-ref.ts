// Puts together what a request to a model needs; the key is opened here and goes nowhere but into the door.
import type { Ctx } from '#platform/ctx';
import type { ModelRef } from '#platform/llm/model';
import { effectivePrice } from './effective-price.ts';
import type { StoredModel } from './store.ts';

/** undefined for a provider that makes no request. `apiKey` replaces the stored key, for one that is not saved yet. */
export async function modelRefOf(ctx: Ctx, { record, secretId }: StoredModel, apiKey?: string): Promise<ModelRef | undefined> {
  if (record.provider === 'script' || record.provider === 'pinned') return undefined;
  const { db, vault, llm } = ctx.deps;
  return {
    id: record.id,
    provider: record.provider,
    upstreamName: record.upstreamName,
    baseUrl: record.baseUrl ?? undefined,
    apiKey: apiKey ?? (secretId === null ? undefined : await vault.open(db, ctx.org.id, secretId)),
    price: effectivePrice(record, llm.priceOf(record.provider, record.upstreamName)),
  };
}
