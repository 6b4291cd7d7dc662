// Google and GitHub as the library wants them, over our own guarded fetch. Their tokens are used here once and not kept.
import { z } from 'zod';
import type { SafeFetch } from '../http/safe-fetch.ts';
import type { ProviderId } from './auth.ts';

export interface ProviderClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface ProviderEndpoints {
  readonly authorize: string;
  readonly token: string;
  /** Who the token belongs to. */
  readonly person: string;
}

export const ENDPOINTS: Readonly<Record<ProviderId, ProviderEndpoints>> = {
  google: {
    authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    person: 'https://openidconnect.googleapis.com/v1/userinfo',
  },
  github: {
    authorize: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
    person: 'https://api.github.com/user',
  },
};

export interface ProviderPerson {
  /** The provider's own id of the person, which never changes. */
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
}

/** A provider's OAuth in three steps. What is not as documented throws. */
export interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  authorizationUrl(request: { state: string; codeChallenge: string; redirectUri: string }): URL;
  /** Returns the access token. */
  redeem(answer: { code: string; codeVerifier: string; redirectUri: string }): Promise<string>;
  personOf(accessToken: string): Promise<ProviderPerson>;
}

export interface ProviderOptions {
  readonly client: ProviderClient;
  readonly endpoints: ProviderEndpoints;
  readonly fetch: SafeFetch;
}

const PROVIDER_TIMEOUT_MS = 10_000;

const NAMES: Readonly<Record<ProviderId, string>> = { google: 'Google', github: 'GitHub' };
const SCOPES: Readonly<Record<ProviderId, string>> = { google: 'openid email profile', github: 'read:user user:email' };

export function createProvider(id: ProviderId, { client, endpoints, fetch }: ProviderOptions): Provider {
  return {
    id,
    name: NAMES[id],
    authorizationUrl: ({ state, codeChallenge, redirectUri }) => {
      const url = new URL(endpoints.authorize);
      const query = {
        response_type: 'code',
        client_id: client.clientId,
        redirect_uri: redirectUri,
        scope: SCOPES[id],
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url;
    },
    redeem: async ({ code, codeVerifier, redirectUri }) => {
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
        client_id: client.clientId,
        client_secret: client.clientSecret,
      });
      return tokenAnswer.parse(await jsonOf(fetch, endpoints.token, { method: 'POST', body })).access_token;
    },
    personOf: (accessToken) => PEOPLE[id](fetch, endpoints.person, accessToken),
  };
}

const tokenAnswer = z.object({ access_token: z.string().min(1).max(8192) });

const googlePerson = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(254),
  email_verified: z.union([z.boolean(), z.enum(['true', 'false'])]).default(false),
  name: z.string().max(1000).default(''),
});

const githubPerson = z.object({ id: z.int(), login: z.string().max(1000), name: z.string().max(1000).nullish() });
const githubEmails = z.array(z.object({ email: z.string().max(254), primary: z.boolean(), verified: z.boolean() })).max(1000);

const PEOPLE = {
  google: async (fetch: SafeFetch, url: string, token: string): Promise<ProviderPerson> => {
    const person = googlePerson.parse(await jsonOf(fetch, url, bearer(token)));
    return { subject: person.sub, email: person.email, emailVerified: String(person.email_verified) === 'true', name: person.name };
  },
  github: async (fetch: SafeFetch, url: string, token: string): Promise<ProviderPerson> => {
    const person = githubPerson.parse(await jsonOf(fetch, url, bearer(token)));
    const emails = githubEmails.parse(await jsonOf(fetch, `${url}/emails`, bearer(token)));
    const primary = emails.find((one) => one.primary);
    if (primary === undefined) throw new Error('GitHub named no primary address');
    return { subject: String(person.id), email: primary.email, emailVerified: primary.verified, name: person.name ?? person.login };
  },
} satisfies Record<ProviderId, (fetch: SafeFetch, url: string, token: string) => Promise<ProviderPerson>>;

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}`, 'user-agent': 'armature' } });

/** The answer itself stays out of the message: it may hold a token. */
async function jsonOf(fetch: SafeFetch, url: string, init: RequestInit): Promise<unknown> {
  const headers = new Headers(init.headers);
  headers.set('accept', 'application/json');
  const response = await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return response.json();
}
