// The bundle an execution began with, for the process that goes on with it: it may have been superseded since.
import { AppError, notFound } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import { findBundle } from '../bundles/store.ts';
import { findSourceById } from '../store.ts';
import { keptBundle } from './kept-bundles.ts';
import type { OpenBundle } from './bundle-content.ts';
import { serveContent } from './serve-content.ts';

/** Throws `not_found` (source, bundle) when it is no longer kept, and `source_paused`. */
export async function openEarlierBundle(
  deps: Pick<Deps, 'db' | 'log'>,
  { orgId, bundleId }: { readonly orgId: string; readonly bundleId: string },
): Promise<OpenBundle> {
  const bundle = await findBundle(deps.db, orgId, bundleId);
  const source = bundle && (await findSourceById(deps.db, orgId, bundle.sourceId));
  if (!source) throw notFound('source');
  if (source.pausedAt !== null) throw new AppError('source_paused', 'This source is paused.');
  if (bundle.contentHash === null) throw notFound('bundle');
  const content = await keptBundle(deps, { id: bundleId, orgId, environment: bundle.environment, contentHash: bundle.contentHash });
  return serveContent(content, source);
}
