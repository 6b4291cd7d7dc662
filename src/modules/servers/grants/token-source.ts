// What a connection takes its tokens from: the grant of a saved profile, or the settings of one that is only tried out.
import { failed, ok } from '#kernel/outcome';
import type { TokenSource } from '#platform/mcp/mcp';
import { scopeUnion } from '#platform/oauth/scopes';
import { isSameOrigin } from '../origin.ts';
import { accessToken } from './access-token.ts';
import type { LiveToken } from './access-token.ts';
import type { GrantRef, OAuthSettings } from './grant.ts';
import { clientCredentials, sendRequest } from './grant-tokens.ts';
import { redacted } from './settle-grant.ts';
import type { GrantDoors } from './settle-grant.ts';
import { findGrant, saveGrant } from './store.ts';

/**
 * Of a saved profile, for a connection to `serverUrl`. One connection may force one renewal: a server that refuses what it just
 * made us renew refuses for another reason.
 */
export function tokensOf(doors: GrantDoors, ref: GrantRef, serverUrl: string): TokenSource {
  let source: Promise<TokenSource> | undefined;
  const chosen = (): Promise<TokenSource> => (source ??= sourceFor(doors, ref, serverUrl));
  return {
    current: async () => (await chosen()).current(),
    refused: async (token) => (await chosen()).refused(token),
    lacksScopes: async (scopes) => (await chosen()).lacksScopes(scopes),
  };
}

/** While another address of the server is tried out, its saved token must not go there. */
async function sourceFor(doors: GrantDoors, ref: GrantRef, serverUrl: string): Promise<TokenSource> {
  const grant = await findGrant(doors.db, ref.orgId, ref.profileId);
  if (!grant || isSameOrigin(grant.serverUrl, serverUrl)) return grantedTokens(doors, ref, serverUrl);
  return noTokens(`The auth profile "${grant.profileName}" is connected for another address. Save without a probe and connect it again.`);
}

const noTokens = (reason: string): TokenSource => ({
  current: async () => failed(reason),
  refused: async () => undefined,
  lacksScopes: async () => undefined,
});

/** The server may move while a connection to its old address lives, so each look says where the token would go. */
function grantedTokens(doors: GrantDoors, ref: GrantRef, serverUrl: string): TokenSource {
  let live: LiveToken | undefined;
  let forced: string | undefined;
  const isFresh = (token: LiveToken): boolean => token.renewAt === null || token.renewAt > doors.clock.now();
  return {
    async current() {
      if (live && isFresh(live)) return ok(live.token);
      const found = await accessToken(doors, ref, { serverUrl });
      if (!found.ok) return failed(found.error.message);
      live = found.value;
      return ok(live.token);
    },
    async refused(token) {
      const refused = live;
      if (!refused || refused.token !== token || forced === refused.secretId) return undefined;
      const found = await accessToken(doors, ref, { refusedSecretId: refused.secretId, serverUrl });
      if (!found.ok) {
        // The next request asks again and hears why there is none.
        live = undefined;
        return undefined;
      }
      live = found.value;
      forced = live.secretId;
      return live.token;
    },
    lacksScopes: (scopes) => noteMissing(doors, ref, scopes),
  };
}

/** A server that wants more after every consent would send a person round for ever. */
export const MAX_STEP_UPS = 3;

async function noteMissing(doors: GrantDoors, { orgId, profileId }: GrantRef, scopes: readonly string[]): Promise<void> {
  try {
    const grant = await findGrant(doors.db, orgId, profileId);
    if (!grant || grant.stepUps >= MAX_STEP_UPS) return;
    const missing = scopeUnion(grant.missingScopes, scopes).filter((scope) => !grant.scopes.includes(scope));
    if (missing.length > grant.missingScopes.length) await saveGrant(doors.db, profileId, { missingScopes: missing });
  } catch (error) {
    // It is advice for the next connect; the contact must not fail for it.
    doors.log.warn({ profileId, error }, 'the missing scopes of a grant could not be written');
  }
}

/** Client credentials that are not saved: the token lives as long as the probe, and one that is new and refused stays refused. */
export function unsavedTokens(
  doors: GrantDoors,
  { orgId, settings, secret, serverUrl }: { orgId: string; settings: OAuthSettings; secret: string | undefined; serverUrl: string },
): TokenSource {
  const ask: TokenSource['current'] = async () => {
    const request = clientCredentials(settings, { secret, serverUrl });
    if (!request) return failed('tokenUrl and clientId are needed to get a token.');
    if (secret !== undefined) doors.vault.alsoRedact(orgId, secret);
    const result = await sendRequest(doors, request);
    if (result.ok) doors.vault.alsoRedact(orgId, result.value.accessToken);
    return result.ok ? ok(result.value.accessToken) : failed(await redacted(doors, orgId, result.error.message));
  };
  let asked: ReturnType<TokenSource['current']> | undefined;
  return { current: () => (asked ??= ask()), refused: async () => undefined, lacksScopes: async () => undefined };
}
