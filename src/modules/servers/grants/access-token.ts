// The access token of an OAuth profile, good now: the stored one, or a renewed one.
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Grant, GrantProblem, GrantRef } from './grant.ts';
import { planUse, renewAt } from './plan-use.ts';
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

/** A token can be replaced between the look at the grant and the opening of its secret. */
const MAX_READS = 3;
/** Longest wait of a caller for a renewal. */
const WAIT_MS = seconds(20);

/**
 * On a busy machine a short-lived token can end between its renewal and our look at it, and whoever we waited for may have been
 * asked for less than we want: then it is decided anew.
 */
const MAX_ROUNDS = 3;

/** `wish.refusedSecretId`: the server answered 401 to that one, so it is replaced, once. */
export async function accessToken(doors: GrantDoors, ref: GrantRef, wish: Wish = {}): Promise<Outcome<LiveToken, GrantProblem>> {
  for (let round = 1; ; round += 1) {
    const grant = await findGrant(doors.db, ref.orgId, ref.profileId);
    if (!grant) return failed(GONE);
    const plan = planUse(grant, doors.clock.now(), wish);
    if (plan.kind === 'refuse') return failed(plan.problem);
    if (plan.kind === 'use') return opened(doors, ref, grant);
    if (round > MAX_ROUNDS) return failed(tooSlow(grant));
    await within(
      doors,
      renewalsOf(doors.db).run(ref.profileId, () => renewGrant(doors, ref, wish)),
    );
  }
}

/** A renewal that waits for its turn goes on without the caller, who may have a token that still lives. */
async function within({ clock }: Pick<GrantDoors, 'clock'>, renewal: Promise<void>): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([renewal, clock.sleep(WAIT_MS, over.signal).catch(() => undefined)]);
  } finally {
    over.abort();
  }
}

const GONE: GrantProblem = { kind: 'needs_reauth', message: 'The auth profile is gone, or is not connected.' };

const tooSlow = (grant: Grant): GrantProblem => ({
  kind: 'unavailable',
  message: `The auth profile "${grant.profileName}" has no usable token: ${grant.error ?? 'its renewal takes too long.'}`,
});

async function opened(doors: GrantDoors, ref: GrantRef, grant: Grant): Promise<Outcome<LiveToken, GrantProblem>> {
  let current = grant;
  for (let read = 1; ; read += 1) {
    const { secretId } = current;
    if (secretId === null) return failed(tooSlow(current));
    try {
      return ok({ token: await doors.vault.open(doors.db, ref.orgId, secretId), secretId, renewAt: renewAt(current) });
    } catch (error) {
      const again = await findGrant(doors.db, ref.orgId, ref.profileId);
      if (read === MAX_READS || !again || again.secretId === secretId) throw error;
      current = again;
    }
  }
}
