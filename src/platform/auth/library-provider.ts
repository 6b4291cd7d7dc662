// A provider of ours in the shape of the library's, registered as a plug-in so that it cannot bring its own fetch.
import { createHash } from 'node:crypto';
import type { BetterAuthPlugin } from 'better-auth';
import { getOAuthState } from 'better-auth/api';
import type { Log } from '../log.ts';
import type { Carried } from './auth.ts';
import { currentScope } from './call-scope.ts';
import type { Provider } from './providers.ts';

/** Stands before those of the library, of which none is configured. */
export const ownProviders = (providers: readonly Provider[], log: Log) =>
  ({
    id: 'own-providers',
    init: () => ({ context: { socialProviders: providers.map((provider) => inLibrarysShape(provider, log)) } }),
  }) satisfies BetterAuthPlugin;

const inLibrarysShape = (provider: Provider, log: Log) => ({
  id: provider.id,
  name: provider.name,
  accountSubject: ({ profile }: { profile: object }) => ('subject' in profile ? String(profile.subject) : ''),
  createAuthorizationURL: ({ state, codeVerifier, redirectURI }: { state: string; codeVerifier: string; redirectURI: string }) =>
    provider.authorizationUrl({ state, redirectUri: redirectURI, codeChallenge: sha256(codeVerifier) }),
  validateAuthorizationCode: async (answer: { code: string; redirectURI: string; codeVerifier?: string | undefined }) => ({
    accessToken: await provider.redeem({
      code: answer.code,
      redirectUri: answer.redirectURI,
      codeVerifier: answer.codeVerifier ?? '',
    }),
  }),
  getUserInfo: async ({ accessToken = '' }: { accessToken?: string | undefined }) => {
    currentScope().handedOut.carried = carriedIn(await getOAuthState());
    const person = await provider.personOf(accessToken).catch((error: unknown) => {
      log.warn({ error, provider: provider.id }, 'a provider did not say who somebody is');
    });
    if (person === undefined) return null;
    const { email, emailVerified, name } = person;
    return { user: { email: email.toLowerCase(), emailVerified, name: nameFor(name, email) }, data: person };
  },
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

const MAX_NAME = 80;

/** A provider's name is a stranger's text; without one the address speaks. */
const nameFor = (name: string, email: string): string => {
  const clean = name.replaceAll(/\p{C}/gu, ' ').trim();
  return [...(clean === '' ? (email.split('@')[0] ?? email) : clean)].slice(0, MAX_NAME).join('').trim();
};

function carriedIn(state: unknown): Carried {
  const { next, invitation }: Record<string, unknown> = typeof state === 'object' && state !== null ? { ...state } : {};
  return {
    ...(typeof next === 'string' ? { next } : {}),
    ...(typeof invitation === 'string' ? { invitation } : {}),
  };
}
