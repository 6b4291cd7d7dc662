// Google and GitHub on loopback: redeems codes it was told of, and knows the people who allowed us in.
import { Hono } from 'hono';
import { createHash, randomUUID } from 'node:crypto';
import type { ProviderEndpoints } from '#platform/auth/providers';
import type { ApiEnv } from '../src/surfaces/api/environment.ts';
import { listen } from '../src/surfaces/api/listen.ts';

export const CLIENT = { clientId: 'client-of-ours', clientSecret: 'secret-of-ours' };
export const ACCESS_TOKEN = 'access-token-that-nobody-keeps';

export interface PersonThere {
  readonly id: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
}

export interface FakeProvider {
  readonly google: ProviderEndpoints;
  readonly github: ProviderEndpoints;
  /** The person says yes on the provider's page; returns the query of the redirect back. */
  allow(authorizationUrl: string, person: PersonThere): string;
  close(): Promise<void>;
}

export async function startFakeProvider(): Promise<FakeProvider> {
  const codes = new Map<string, { person: PersonThere; challenge: string; redirectUri: string }>();
  const tokens = new Map<string, PersonThere>();
  const app = new Hono<ApiEnv>();
  app.post('/token', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const given = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const isOurs = form.get('client_id') === CLIENT.clientId && form.get('client_secret') === CLIENT.clientSecret;
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!isOurs || given?.challenge !== proof || given.redirectUri !== form.get('redirect_uri'))
      return c.json({ error: 'invalid_grant' }, 400);
    const token = `${ACCESS_TOKEN}-${randomUUID()}`;
    tokens.set(token, given.person);
    return c.json({
      access_token: token,
      token_type: 'bearer',
      refresh_token: `${ACCESS_TOKEN}-refresh`,
      id_token: 'a.b.c',
      expires_in: 3600,
    });
  });
  const personOf = (authorization: string | undefined) => tokens.get(authorization?.replace('Bearer ', '') ?? '');
  app.get('/google/person', (c) => {
    const person = personOf(c.req.header('authorization'));
    if (!person) return c.json({}, 401);
    return c.json({ sub: person.id, email: person.email, email_verified: person.emailVerified, name: person.name });
  });
  app.get('/github/person', (c) => {
    const person = personOf(c.req.header('authorization'));
    return person ? c.json({ id: Number(person.id), login: 'octo', name: person.name }) : c.json({}, 401);
  });
  app.get('/github/person/emails', (c) => {
    const person = personOf(c.req.header('authorization'));
    if (!person) return c.json({}, 401);
    return c.json([
      { email: 'second@example.test', primary: false, verified: true },
      { email: person.email, primary: true, verified: person.emailVerified },
    ]);
  });
  const listening = await listen(app, { host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${listening.port}`;
  const endpoints = (id: string) => ({
    authorize: `${origin}/${id}/authorize`,
    token: `${origin}/token`,
    person: `${origin}/${id}/person`,
  });
  return {
    google: endpoints('google'),
    github: endpoints('github'),
    allow: (authorizationUrl, person) => {
      const query = new URL(authorizationUrl).searchParams;
      const code = randomUUID();
      codes.set(code, { person, challenge: query.get('code_challenge') ?? '', redirectUri: query.get('redirect_uri') ?? '' });
      return `?${new URLSearchParams({ code, state: query.get('state') ?? '' }).toString()}`;
    },
    close: () => listening.close(0),
  };
}
