// Decides what a caller who wants a token gets: the one there is, a renewal, or a reason why not. Pure.
import { createHash } from 'node:crypto';
import { minutes, seconds } from '#kernel/duration';
import { isSameOrigin, originOf } from '../origin.ts';
import type { Grant, GrantProblem } from './grant.ts';

export type UsePlan = { readonly kind: 'use' } | { readonly kind: 'renew' } | { readonly kind: 'refuse'; readonly problem: GrantProblem };

/** `refusedSecretId`: the token that the server answered with 401. `serverUrl`: where it is to be sent; undefined: nowhere yet. */
export interface Wish {
  readonly refusedSecretId?: string | undefined;
  readonly serverUrl?: string | undefined;
}

/** A client's own token costs nothing to replace. */
const CLIENT_LEAD_MS = seconds(60);
const LEAD_MS = minutes(5);
const LEAD_SHARE = 0.2;
/** Short-lived tokens are used for at least half of their life. */
const MAX_LEAD_SHARE = 0.5;
const JITTER = 0.2;
/** An unanswered refresh token is sent again only when there is hardly anything left to lose. */
const LAST_RESORT_MS = seconds(60);
/** Longer than a renewal can take: its intent is an orphan, which somebody should find out. */
const ORPHANED_MS = seconds(15);
/** A server that answers 401 to everything must not cost a renewal each time. */
const FORCED_EVERY_MS = seconds(30);

export function planUse(grant: Grant, now: Date, wish: Wish = {}): UsePlan {
  if (wish.serverUrl !== undefined && !isSameOrigin(wish.serverUrl, grant.serverUrl)) return { kind: 'refuse', problem: moved(grant) };
  if (grant.kind === 'oauth_authorization_code') {
    const problem = needsPerson(grant);
    if (problem) return { kind: 'refuse', problem };
  }
  const isForced = wish.refusedSecretId !== undefined && wish.refusedSecretId === grant.secretId;
  const isAlive = !isForced && isLive(grant, now);
  if (isAlive && !isDue(grant, now)) return { kind: 'use' };
  const obstacle = obstacleOf(grant, now, { isForced, isAlive });
  if (obstacle === undefined) return { kind: 'renew' };
  return isAlive ? { kind: 'use' } : { kind: 'refuse', problem: { kind: 'unavailable', message: obstacle } };
}

/** There is a token, it has not ended, and it was got for this server. */
export const isLive = (grant: Grant, now: Date): boolean =>
  grant.secretId !== null && (grant.expiresAt === null || grant.expiresAt > now) && isForThisServer(grant);

/** Its tokens were got for the address the server has now. */
export const isForThisServer = (grant: Grant): boolean => grant.serverOrigin === null || grant.serverOrigin === originOf(grant.serverUrl);

const moved = ({ profileName }: Grant): GrantProblem => ({
  kind: 'unavailable',
  message: `The server of the auth profile "${profileName}" has another address by now, so this connection gets no token.`,
});

function needsPerson(grant: Grant): GrantProblem | undefined {
  const who = `The auth profile "${grant.profileName}"`;
  if (grant.state === 'pending') return { kind: 'needs_reauth', message: `${who} is not connected yet. Connect it on the server's page.` };
  if (grant.state === 'needs_reauth')
    return { kind: 'needs_reauth', message: `${who} must be connected again: ${grant.error ?? 'its grant has ended.'}` };
  if (!isForThisServer(grant))
    return { kind: 'needs_reauth', message: `${who} was connected for another address of this server. Connect it again.` };
  return undefined;
}

/** Time to renew, whether or not it is possible. */
function isDue(grant: Grant, now: Date): boolean {
  const at = renewAt(grant);
  const isRenewable = grant.kind === 'oauth_client_credentials' || (grant.refreshSecretId !== null && grant.renewal !== 'lost');
  return (isRenewable && at !== null && at <= now) || isOrphaned(grant, now);
}

export const isOrphaned = (grant: Grant, now: Date): boolean =>
  grant.renewal === 'sent' && grant.renewalStartedAt !== null && now.getTime() - grant.renewalStartedAt.getTime() >= ORPHANED_MS;

/** Why no renewal may begin now, or undefined. */
function obstacleOf(grant: Grant, now: Date, { isForced, isAlive }: { isForced: boolean; isAlive: boolean }): string | undefined {
  if (isForced && grant.forcedAt !== null && now.getTime() - grant.forcedAt.getTime() < FORCED_EVERY_MS)
    return 'The server refuses the token although it was renewed a moment ago.';
  if (isForced && grant.kind === 'oauth_authorization_code' && grant.refreshSecretId === null && grant.expiresAt !== null)
    return 'The server refuses the token, and it cannot be renewed: there is no refresh token.';
  if (grant.renewal === 'sent' && isAlive && !isOrphaned(grant, now)) return 'A renewal is under way.';
  const leftMs = isAlive && grant.expiresAt !== null ? grant.expiresAt.getTime() - now.getTime() : 0;
  if (grant.renewal === 'unanswered' && leftMs >= LAST_RESORT_MS) return 'The last renewal was not answered.';
  if (grant.renewNotBefore !== null && grant.renewNotBefore > now) return grant.error ?? 'The last renewal failed; it is tried again soon.';
  return undefined;
}

/** When the token should be replaced; null: its end is not known. The jitter is the same in every process. */
export function renewAt(grant: Pick<Grant, 'kind' | 'profileId' | 'generation' | 'expiresAt' | 'renewedAt'>): Date | null {
  if (grant.expiresAt === null) return null;
  const lifeMs = grant.expiresAt.getTime() - (grant.renewedAt ?? grant.expiresAt).getTime();
  const wishedMs = grant.kind === 'oauth_client_credentials' ? CLIENT_LEAD_MS : Math.max(LEAD_MS, lifeMs * LEAD_SHARE) * jitterOf(grant);
  return new Date(grant.expiresAt.getTime() - Math.min(wishedMs, lifeMs * MAX_LEAD_SHARE));
}

/** 0.8 to 1.2 */
function jitterOf({ profileId, generation }: Pick<Grant, 'profileId' | 'generation'>): number {
  const share = createHash('sha256').update(`${profileId} ${generation}`).digest().readUInt16BE() / 0xffff;
  return 1 - JITTER + 2 * JITTER * share;
}

export type RenewalPlan =
  /** Somebody else did it meanwhile, or it may not be done. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'request' }
  /** The intent of one who died: the answer to it is lost. */
  | { readonly kind: 'lost' }
  /** The grant is over. */
  | { readonly kind: 'end'; readonly reason: string };

export const LOST_ANSWER = 'the answer of the last renewal was lost.';

/** For the holder of the grant's lock: what is to be done with it now. */
export function planRenewal(grant: Grant, now: Date, wish: Wish = {}): RenewalPlan {
  const use = planUse(grant, now, wish);
  // Nobody renews while we hold the lock, so a live intent is an orphan however young.
  const isOrphan = grant.renewal === 'sent';
  if (grant.state !== 'needs_reauth' && isOrphan) return { kind: 'lost' };
  if (use.kind !== 'renew') return { kind: 'nothing' };
  if (grant.kind === 'oauth_client_credentials') return { kind: 'request' };
  if (grant.renewal === 'lost') return { kind: 'end', reason: LOST_ANSWER };
  if (grant.refreshSecretId === null) return { kind: 'end', reason: 'its token has ended, and the server gave no refresh token.' };
  return { kind: 'request' };
}
