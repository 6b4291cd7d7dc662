// Makes the tokens of a grant, in the transaction of whoever proved a right to them.
import { MS_PER_SECOND } from '#kernel/duration';
import type { Tx } from '#platform/db/connect';
import { ACCESS_LIVES_MS, REFRESH_LIVES_MS } from '../authorization/authorization-server.ts';
import { insertToken } from './store.ts';
import type { HeldGrant } from '../connected-apps/store.ts';
import { newAppToken } from './token.ts';
import type { TokenKind } from './token.ts';

/** The answer of the token endpoint, in its words. */
export interface IssuedTokens {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
  readonly refresh_token?: string | undefined;
}

export async function issueTokens(tx: Tx, grant: HeldGrant, now: Date): Promise<IssuedTokens> {
  const issue = async (kind: TokenKind, livesMs: number): Promise<{ readonly token: string; readonly expiresAt: Date }> => {
    const { token, hash } = newAppToken(kind);
    const expiresAt = new Date(Math.min(now.getTime() + livesMs, grant.expiresAt.getTime()));
    await insertToken(tx, { hash, grantId: grant.id, kind, at: now, expiresAt });
    return { token, expiresAt };
  };
  const access = await issue('access', ACCESS_LIVES_MS);
  const refresh = grant.scopes.includes('offline_access') ? await issue('refresh', REFRESH_LIVES_MS) : undefined;
  return {
    access_token: access.token,
    token_type: 'Bearer',
    expires_in: Math.floor((access.expiresAt.getTime() - now.getTime()) / MS_PER_SECOND),
    scope: grant.scopes.join(' '),
    ...(refresh === undefined ? {} : { refresh_token: refresh.token }),
  };
}
