// The bundle of the organization that a caller names.
import { AppError, notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { StoredBundle } from './bundle.ts';
import { findBundle } from './store.ts';

export async function requireBundle(ctx: Ctx, bundleId: string): Promise<StoredBundle> {
  const bundle = await findBundle(ctx.deps.db, ctx.org.id, bundleId);
  if (!bundle) throw notFound('bundle');
  return bundle;
}

/** Throws `conflict` for one that has no content. */
export function refuseUncompiled({ state }: StoredBundle): void {
  if (state === 'failed') throw new AppError('conflict', 'The bundle failed to compile: upload a corrected document.');
  if (state === 'compiling') throw new AppError('conflict', 'The bundle is still being compiled. Try again when it is done.');
}
