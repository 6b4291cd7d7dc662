// A code for the first tokens. Any wrong try uses the code up: whoever has it and not the verifier did not ask for it.
import { createHash, timingSafeEqual } from 'node:crypto';
import { failed, ok } from '#kernel/outcome';
import type { Tx } from '#platform/db/connect';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { tokenHash } from '../sessions/token.ts';
import { endGrant } from '../connected-apps/end-grant.ts';
import type { Exchange } from './exchange.ts';
import { issueTokens } from './issue-tokens.ts';
import { holdGrant, markConnected } from '../connected-apps/store.ts';
import { codeByHash, markCodeUsed } from './store.ts';
import type { HeldGrant } from '../connected-apps/store.ts';
import type { StoredCode } from './store.ts';
import type { TokenRequest } from './token-request.ts';

type CodeRequest = Extract<TokenRequest, { grantType: 'authorization_code' }>;

const REFUSED = { error: 'invalid_grant', description: 'the code is unknown, used, too old, or not for this client' } as const;

export async function redeemCode(tx: Tx, ctx: VisitorCtx, request: CodeRequest): Promise<Exchange> {
  const hash = tokenHash(request.code);
  const grantId = hash === undefined ? undefined : (await codeByHash(tx, hash))?.grantId;
  const grant = grantId === undefined ? undefined : await holdGrant(tx, grantId);
  // read again under the lock: of two at once, one finds it used
  const code = hash === undefined || grant === undefined ? undefined : await codeByHash(tx, hash);
  const now = ctx.deps.clock.now();
  if (grant === undefined || code === undefined || code.expiresAt <= now) return failed(REFUSED);
  if (code.usedAt !== null || !fits(request, code, grant)) {
    const note = code.usedAt === null ? 'a code was used wrongly' : 'a code was used twice';
    await endGrant(tx, ctx, { grant, note });
    return failed({ ...REFUSED, endedGrantId: grant.id });
  }
  await markCodeUsed(tx, code.hash, now);
  await markConnected(tx, grant.id, now);
  return ok(await issueTokens(tx, grant, now));
}

const fits = ({ clientId, redirectUri, codeVerifier }: CodeRequest, code: StoredCode, grant: HeldGrant): boolean =>
  clientId === grant.clientId && redirectUri === code.redirectUri && isVerifierOf(codeVerifier, code.codeChallenge);

/** PKCE, S256 (RFC 7636). */
function isVerifierOf(verifier: string, challenge: string): boolean {
  const worked = createHash('sha256').update(verifier).digest();
  const told = Buffer.from(challenge, 'base64url');
  return worked.length === told.length && timingSafeEqual(worked, told);
}
