// A refresh token for the next pair. It is replaced each time; one that comes a second time was copied, and ends the grant.
import { AppError } from '#kernel/errors';
import { hours } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Tx } from '#platform/db/connect';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { endGrant } from '../connected-apps/end-grant.ts';
import type { Exchange } from './exchange.ts';
import { issueTokens } from './issue-tokens.ts';
import { holdGrant } from '../connected-apps/store.ts';
import { markReplaced, tokenByHash } from './store.ts';
import { appTokenHash } from './token.ts';
import type { TokenRequest } from './token-request.ts';

type RefreshRequest = Extract<TokenRequest, { grantType: 'refresh_token' }>;

const REFUSED = { error: 'invalid_grant', description: 'the refresh token is unknown, used, too old, or not for this client' } as const;
/** Per grant: each leaves rows behind, and an access token is good for an hour. */
const RENEWALS = { capacity: 30, perMs: hours(1) };

export async function renewTokens(tx: Tx, ctx: VisitorCtx, { clientId, refreshToken }: RefreshRequest): Promise<Exchange> {
  const hash = appTokenHash(refreshToken);
  const grantId = hash === undefined ? undefined : (await tokenByHash(tx, hash))?.grantId;
  const grant = grantId === undefined ? undefined : await holdGrant(tx, grantId);
  // read again under the lock: of two at once, one finds it replaced
  const token = hash === undefined || grant === undefined ? undefined : await tokenByHash(tx, hash);
  const now = ctx.deps.clock.now();
  if (grant === undefined || token?.kind !== 'refresh' || token.expiresAt <= now || clientId !== grant.clientId) return failed(REFUSED);
  if (token.replacedAt !== null) {
    await endGrant(tx, ctx, { grant, note: 'a refresh token was used twice' });
    return failed({ ...REFUSED, endedGrantId: grant.id });
  }
  await markReplaced(tx, token.hash, now);
  return ok(await issueTokens(tx, grant, now));
}

/** Asked before the transaction: whoever waits for a limit must hold no connection. Throws `rate_limited`. */
export async function refuseHaste({ deps }: VisitorCtx, refreshToken: string): Promise<void> {
  const hash = appTokenHash(refreshToken);
  const grantId = hash === undefined ? undefined : (await tokenByHash(deps.db, hash))?.grantId;
  if (grantId === undefined) return;
  const taken = await deps.limits.take(`app-renewals:${grantId}`, RENEWALS);
  if (taken.ok) return;
  const { retryAfterSeconds } = taken;
  throw new AppError('rate_limited', `Renewed too often. Try again in ${retryAfterSeconds} s.`, { details: { retryAfterSeconds } });
}
