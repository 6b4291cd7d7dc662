// The token endpoint: a code or a refresh token for new tokens. Each is good once; a second use ends the grant, for one of the two users is a thief.
import { failed } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { inTransaction } from '#platform/db/transaction';
import { clientById } from '../app-clients/store.ts';
import { countAsFailed, forgive } from '../keys/failure-limit.ts';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { forgetApp } from './authenticate-access-token.ts';
import type { Exchange } from './exchange.ts';
import type { IssuedTokens } from './issue-tokens.ts';
import type { OAuthProblem } from '../authorization/oauth-problem.ts';
import { redeemCode } from './redeem-code.ts';
import { refuseHaste, renewTokens } from './renew-tokens.ts';
import { ownResource } from '../authorization/resource.ts';
import { parseTokenRequest } from './token-request.ts';

/** Throws `rate_limited` for an address that guesses, and for a client that renews all the time. */
export async function exchangeToken(ctx: VisitorCtx, form: URLSearchParams): Promise<Outcome<IssuedTokens, OAuthProblem>> {
  const { deps, ip } = ctx;
  const parsed = parseTokenRequest(form);
  if (!parsed.ok) return parsed;
  const request = parsed.value;
  const resource = request.resource === undefined ? undefined : ownResource(deps.settings, request.resource);
  if (request.resource !== undefined && resource === undefined) {
    return failed({ error: 'invalid_target', description: 'resource is not one of this server' });
  }
  if (request.grantType === 'refresh_token') await refuseHaste(ctx, request.refreshToken);
  await countAsFailed(deps.limits, ip);
  // a refusal may have ended something, so its transaction is kept
  const exchanged = await inTransaction(deps.db, async (tx): Promise<Exchange> =>
    request.grantType === 'authorization_code' ? redeemCode(tx, ctx, request) : renewTokens(tx, ctx, request),
  );
  if (exchanged.ok) {
    await forgive(deps.limits, ip);
    return exchanged;
  }
  const { endedGrantId, ...problem } = exchanged.error;
  if (endedGrantId !== undefined) forgetApp(deps, endedGrantId);
  // told apart, so that the application asks for a new id instead of asking the person with one that is gone
  const isKnown = (await clientById(deps.db, request.clientId)) !== undefined;
  return failed(isKnown ? problem : { error: 'invalid_client', description: 'the client_id is not known here, or not any more' });
}
