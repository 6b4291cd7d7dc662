// The content of a version for the worker, which got its id from a run and acts for no caller. A trial's version has no number.
import { notFound } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import { findVersionById } from './store.ts';
import type { AnyVersion } from './store.ts';

export async function specOf(deps: Pick<Deps, 'db'>, versionId: string): Promise<AnyVersion> {
  const version = await findVersionById(deps.db, versionId);
  if (!version) throw notFound('version');
  return version;
}
