// The access token of an OAuth profile, good now: the stored one, or a renewed one.
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Grant, GrantProblem, GrantRef } from './grant.ts';
import { isLive, planUse, renewAt } from './plan-use.ts';
import type { Wish } from './plan-use.ts';
import { renewalsOf } from './renewal-queue.ts';
import { renewGrant } from './renew-grant.ts';
import type { GrantDoors } from './settle-grant.ts';
import { findGrant } from './store.ts';

/** `token` is a secret in clear: never log or store it. */
export interface LiveToken {
  readonly token: string;
  /** Names the token, so that a refused one can be told apart from one that replaced it. */
  readonly secretId: string;
  /** Ask again from here on; null: only when it is refused. */
  readonly renewAt: Date | null;
}

/** Longest wait of a caller for a renewal. */
const WAIT_MS = seconds(20);

/**
 * On a busy machine a short-lived token can end, or be replaced, between its renewal and our look at it, and whoever we waited
 * for may have been asked for less than we want: then it is decided anew.
 */
const MAX_ROUNDS = 3;

/** `wish.refusedSecretId`: the server answered 401 to that one, so it is replaced, once. */
export async function accessToken(doors: GrantDoors, ref: GrantRef, wish: Wish = {}): Promise<Outcome<LiveToken, GrantProblem>> {
  let isWaiting = true;
  for (let round = 1; ; round += 1) {
    const grant = await findGrant(doors.db, ref.orgId, ref.profileId);
    if (!grant) return failed(GONE);
    const plan = planUse(grant, doors.clock.now(), wish);
    if (plan.kind === 'refuse') return failed(plan.problem);
    const isUsable = plan.kind === 'use' || (!isWaiting && wish.refusedSecretId === undefined && isLive(grant, doors.clock.now()));
    const live = isUsable ? await opened(doors, ref, grant) : undefined;
    if (live) return ok(live);
    if (!isWaiting || round > MAX_ROUNDS) return failed(tooSlow(grant));
    if (isUsable) continue;
    isWaiting = await within(
      doors,
      renewalsOf(doors.db).run(ref.profileId, () => renewGrant(doors, ref, wish)),
    );
  }
}

/** A renewal that waits for its turn goes on without the caller, who may have a token that still lives. False: time was up. */
async function within({ clock }: Pick<GrantDoors, 'clock'>, renewal: Promise<void>): Promise<boolean> {
  const over = new AbortController();
  const timeUp = clock.sleep(WAIT_MS, over.signal).then(
    () => false,
    () => true,
  );
  try {
    return await Promise.race([renewal.then(() => true), timeUp]);
  } finally {
    over.abort();
  }
}

const GONE: GrantProblem = { kind: 'needs_reauth', message: 'The auth profile is gone, or is not connected.' };

const tooSlow = (grant: Grant): GrantProblem => ({
  kind: 'unavailable',
  message: `The auth profile "${grant.profileName}" has no usable token: ${grant.error ?? 'its renewal takes too long.'}`,
});

/** Undefined when the token was replaced since the look at the grant. */
async function opened(doors: GrantDoors, ref: GrantRef, grant: Grant): Promise<LiveToken | undefined> {
  const { secretId } = grant;
  if (secretId === null) return undefined;
  try {
    return { token: await doors.vault.open(doors.db, ref.orgId, secretId), secretId, renewAt: renewAt(grant) };
  } catch (error) {
    const again = await findGrant(doors.db, ref.orgId, ref.profileId);
    if (again?.secretId === secretId) throw error;
    return undefined;
  }
}
