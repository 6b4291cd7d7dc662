// What an answer of a token endpoint means, and which failures leave the refresh token unspent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createSafeFetch } from '#platform/http/safe-fetch';
import type { OAuthClient } from './oauth.ts';
import { proofOf } from './client-authentication.ts';
import { readAnswer, requestToken } from './token-request.ts';

const read = (status: number, body: unknown, retryAfterMs?: number) =>
  readAnswer('as.example.test', status, { body: typeof body === 'string' ? body : JSON.stringify(body), retryAfterMs });
const TOKEN = { access_token: 'abc', token_type: 'bearer' };

describe('an answer', () => {
  test('gives the tokens, with numbers as text and either name of the refresh lifetime', () => {
    expect(read(200, { ...TOKEN, expires_in: '3600', refresh_token: 'r', refresh_token_expires_in: 60, scope: 'a  b a' })).toEqual({
      ok: true,
      value: { accessToken: 'abc', refreshToken: 'r', expiresInS: 3600, refreshExpiresInS: 60, scopes: ['a', 'b'] },
    });
    expect(read(200, { ...TOKEN, refresh_expires_in: 0 })).toMatchObject({
      value: { refreshExpiresInS: undefined, expiresInS: undefined },
    });
  });

  test.each<[string, number, unknown, string]>([
    ['no token', 200, { token_type: 'bearer' }, 'unanswered'],
    ['a page', 200, '<h1>Sign in</h1>', 'unanswered'],
    ['a token with a line break', 200, { access_token: 'a\nb' }, 'unanswered'],
    ['a proof-of-possession token', 200, { ...TOKEN, token_type: 'DPoP' }, 'refused'],
    ['an OAuth error', 400, { error: 'invalid_grant' }, 'refused'],
    ['a client error', 401, { error: 'invalid_client' }, 'refused'],
    ['a wrong path', 404, 'not found', 'unavailable'],
    ['a redirect', 302, '', 'unavailable'],
    ['too many requests', 429, { error: 'slow_down' }, 'unavailable'],
    ['a server that is down', 503, 'oops', 'unavailable'],
    ['a gateway that waited in vain', 504, 'oops', 'unanswered'],
    ['a gateway that lost the answer', 502, '<h1>Bad gateway</h1>', 'unanswered'],
    ['a server that broke while it worked', 500, 'oops', 'unanswered'],
    ['a server that says that it broke', 500, { error: 'server_error' }, 'unavailable'],
    ['a server that says it is busy', 400, { error: 'temporarily_unavailable' }, 'unavailable'],
  ])('of %s is told apart', (_name, status, body, kind) => {
    expect(read(status, body)).toMatchObject({ ok: false, error: { kind } });
  });

  test.each([null, 0, '', 'soon'])('with the lifetime %j says nothing about its end', (expires_in) => {
    expect(read(200, { ...TOKEN, expires_in })).toMatchObject({ ok: true, value: { expiresInS: undefined } });
  });

  test('is quoted short, on one line, without control characters', () => {
    const answer = read(400, { error: 'invalid_grant', error_description: `bad\r\n\u001b[31m${'x'.repeat(500)}` });
    expect(answer.ok ? '' : answer.error.message).toMatch(/^as\.example\.test refused: invalid_grant: bad \[31mx{150,180}\.$/);
  });
});

describe('a request', () => {
  const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
  const client: OAuthClient = { id: 'c', method: 'none' };
  const ask = (tokenEndpoint: string) =>
    requestToken(fetch, { tokenEndpoint, issuer: null, client, params: { grant_type: 'x' }, now: new Date() });

  test('that never left is unspent', async () => {
    expect(await ask('http://127.0.0.1:9/token')).toMatchObject({ error: { kind: 'unavailable' } });
    expect(await ask('http://169.254.169.254/token')).toMatchObject({
      error: { kind: 'unavailable', message: expect.not.stringContaining('169') },
    });
  });

  test('that cannot be signed is refused before it is sent', async () => {
    const signing: OAuthClient = {
      id: 'c',
      method: 'private_key_jwt',
      secret: '-----BEGIN PRIVATE KEY-----\nno\n',
      signingAlgorithm: 'RS256',
    };
    const params = { grant_type: 'x' };
    const asked = requestToken(fetch, { tokenEndpoint: 'http://127.0.0.1:9/t', issuer: null, client: signing, params, now: new Date() });
    expect(await asked).toMatchObject({ error: { kind: 'refused', message: expect.stringContaining('RS256') } });
  });

  test('that was cut off, or answered with too much, may be spent, and is not sent to where a redirect points', async () => {
    let hits = 0;
    const server = createServer((request, response) => {
      hits += 1;
      if (request.url === '/cut') response.destroy();
      else if (request.url === '/huge') response.end('x'.repeat(300_000));
      else response.writeHead(307, { location: '/cut' }).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await ask(`${base}/cut`)).toMatchObject({ error: { kind: 'unanswered' } });
    expect(await ask(`${base}/huge`)).toMatchObject({ error: { kind: 'unanswered' } });
    hits = 0;
    expect(await ask(`${base}/away`)).toMatchObject({ error: { kind: 'unavailable', message: expect.stringContaining('HTTP 307') } });
    expect(hits).toBe(1);
    await new Promise((resolve) => void server.close(resolve));
  });

  test('carries the proof its client was registered for', async () => {
    const about = { audience: 'https://as.example.test', now: new Date() };
    const basic = await proofOf({ id: 'a:b', method: 'client_secret_basic', secret: 'ü %' }, about);
    expect(basic.headers['authorization']).toBe(`Basic ${Buffer.from('a%3Ab:%C3%BC+%25').toString('base64')}`);
    expect((await proofOf({ id: 'a', method: 'client_secret_post', secret: 's' }, about)).params).toEqual({
      client_id: 'a',
      client_secret: 's',
    });
    expect((await proofOf({ id: 'a', method: 'none' }, about)).params).toEqual({ client_id: 'a' });
  });
});
