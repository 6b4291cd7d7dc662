// An active bundle, ready to be served: what endpoints, Code Mode and Product MCP work on. Kept in memory between requests.
import { AppError, notFound } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import { activeOf } from '../bundles/store.ts';
import type { SourceMode } from '../source.ts';
import type { OpenBundle } from './bundle-content.ts';
import { keptBundle } from './kept-bundles.ts';
import { serveContent } from './serve-content.ts';

export interface BundleChoice {
  readonly orgId: string;
  /** One of the two. */
  readonly slug?: string | undefined;
  readonly sourceId?: string | undefined;
  readonly environment: string;
  /** A source in another mode is answered as one that does not exist. */
  readonly mode?: SourceMode | undefined;
}

/** Throws `not_found` (source), `source_paused`, `not_found` (bundle). One query where it is in memory already. */
export async function openBundle(deps: Pick<Deps, 'db' | 'log'>, choice: BundleChoice): Promise<OpenBundle> {
  const found = await activeOf(deps.db, choice);
  if (!found || (choice.mode !== undefined && found.source.mode !== choice.mode)) throw notFound('source');
  const { source, bundle } = found;
  if (source.pausedAt !== null) throw new AppError('source_paused', 'This source is paused.');
  if (!bundle) throw noBundle(choice.environment);
  const content = await keptBundle(deps, { ...bundle, orgId: source.orgId, environment: choice.environment });
  return serveContent(content, source);
}

const noBundle = (environment: string): AppError =>
  new AppError('not_found', `No bundle is active in the environment ${environment}.`, { thing: 'bundle' });
