// Makes a bundle the active one of its environment, in the transaction of its caller, who holds the source.
import { record } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { Diagnostic, Manifest } from '../compile/compiled.ts';
import { findSecretId } from '../secrets/store.ts';
import { DEFAULT_ENVIRONMENT } from '../source.ts';
import type { StoredBundle } from './bundle.ts';
import { switchActive } from './store.ts';

/** Answers what was active before: promoting that is the way back. */
export async function makeActive(tx: Tx, ctx: Ctx, bundle: StoredBundle, note?: string): Promise<string | null> {
  const { id, sourceId, environment } = bundle;
  const previous = await switchActive(tx, { id, sourceId, environment, at: ctx.deps.clock.now() });
  await record(tx, ctx, {
    action: 'bundle.promote',
    objectType: 'bundle',
    objectId: id,
    before: { active: previous },
    after: { active: id, source: bundle.source, environment },
    note,
  });
  // the managed record of the source serves this one: what it lists has changed
  if (environment === DEFAULT_ENVIRONMENT) {
    const { jobs } = ctx.deps;
    await jobs.enqueue(tx, 'server.sync', { orgId: ctx.org.id, serverId: sourceId, trigger: 'update' }, { singletonKey: sourceId });
  }
  return previous;
}

/** A warning while the secret that calls will need is not set. */
export async function secretWarnings(
  conn: Ctx['deps']['db'] | Tx,
  { sourceId, environment }: Pick<StoredBundle, 'sourceId' | 'environment'>,
  manifest: Manifest | null,
): Promise<Diagnostic[]> {
  const name = manifest?.auth.secretRef;
  if (name === undefined || manifest?.auth.kind === 'none') return [];
  if ((await findSecretId(conn, { sourceId, environment, name })) !== undefined) return [];
  const message = `the secret ${name} is not set for ${environment}: calls fail with missing_secret until it is`;
  return [{ severity: 'warning', path: '/manifest/auth/secretRef', message }];
}
