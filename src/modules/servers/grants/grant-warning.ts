// Warns a person while there is time: when a grant will end by itself, or when it is not sure that it can be renewed. Pure.
import { hours, seconds } from '#kernel/duration';
import type { Grant, GrantState } from './grant.ts';
import { isForThisServer, isOrphaned } from './plan-use.ts';

const AHEAD_MS = hours(24);

/** A sentence, or null. */
export function warningOf(grant: Grant, now: Date): string | null {
  if (grant.kind !== 'oauth_authorization_code' || grant.state !== 'connected') return null;
  if (grant.renewal === 'lost' || isOrphaned(grant, now)) {
    return `The answer of the last renewal was lost. The present token ${untilOf(grant.expiresAt)}; connect again before then.`;
  }
  if (grant.renewal === 'unanswered') {
    return `The last renewal was not answered, so it may fail. The present token ${untilOf(grant.expiresAt)}; connect again to be sure.`;
  }
  const end = endOf(grant);
  if (end === null || end.getTime() - now.getTime() > AHEAD_MS) return null;
  return grant.refreshSecretId === null
    ? `The server gave no refresh token: the grant ends at ${textOf(end)} and cannot be renewed. Connect again before then.`
    : `The grant can be renewed until ${textOf(end)} only. Connect again before then.`;
}

/** When the grant ends whatever we do; null: not known, or each renewal moves it. */
export function endOf(grant: Grant): Date | null {
  if (grant.kind !== 'oauth_authorization_code' || grant.state !== 'connected') return null;
  if (grant.refreshSecretId === null || grant.renewal === 'lost') return grant.expiresAt;
  if (grant.refreshExpiresAt === null || grant.refreshEndIsFixed) return grant.refreshExpiresAt;
  const lifeMs = grant.refreshExpiresAt.getTime() - (grant.renewedAt ?? grant.refreshExpiresAt).getTime();
  // A short end that each renewal moves on is no news: renewals come more often than that.
  return lifeMs > AHEAD_MS ? grant.refreshExpiresAt : null;
}

/** Two ends this close are the same one, told in whole seconds at two moments. */
const SAME_END_MS = seconds(60);

/** A renewal that leaves the end where it was shows that it is final. */
export const isFixedEnd = (before: Date | null, after: Date | null): boolean =>
  before !== null && after !== null && Math.abs(after.getTime() - before.getTime()) <= SAME_END_MS;

const untilOf = (end: Date | null): string => (end === null ? 'works until the server refuses it' : `works until ${textOf(end)}`);

const textOf = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export interface GrantStatus {
  readonly grantState: GrantState | null;
  readonly grantExpiresAt: string | null;
  readonly grantError: string | null;
  readonly grantWarning: string | null;
}

export const NO_GRANT: GrantStatus = { grantState: null, grantExpiresAt: null, grantError: null, grantWarning: null };

export const statusOf = (grant: Grant, now: Date): GrantStatus => ({
  grantState:
    grant.kind === 'oauth_authorization_code' && grant.state === 'connected' && !isForThisServer(grant) ? 'needs_reauth' : grant.state,
  grantExpiresAt: endOf(grant)?.toISOString() ?? null,
  grantError: grant.error,
  grantWarning: warningOf(grant, now),
});
