// What becomes of a grant when its profile changes or goes: its tokens leave the vault, and nobody finishes what was begun.
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { deleteStatesOf } from './states/store.ts';
import { deleteGrant, insertGrant } from './store.ts';

/**
 * `isWanted`: the profile is granted tokens afterwards; `isProven`: they were tried and work; `keepsSecret`: that of its client
 * stays, and so does the authorization server it is known to.
 */
export async function replaceGrant(
  tx: Tx,
  ctx: Ctx,
  {
    profileId,
    isWanted,
    isProven,
    keepsSecret = false,
  }: { profileId: string; isWanted: boolean; isProven: boolean; keepsSecret?: boolean },
): Promise<void> {
  const { deps, org } = ctx;
  const before = await deleteGrant(tx, profileId);
  for (const id of before?.secretIds ?? []) await deps.vault.remove(tx, org.id, id);
  await deleteStatesOf(tx, profileId);
  if (!isWanted) return;
  // A renewal that is under way must not find the generation it began with.
  const generation = (before?.generation ?? 0) + 1;
  const at = isProven ? deps.clock.now() : null;
  const issuer = keepsSecret ? (before?.issuer ?? null) : null;
  await insertGrant(tx, { orgId: org.id, profileId, state: isProven ? 'connected' : 'pending', generation, at, issuer });
}
