// The way to the authorization server and back: what is asked, and which answers are believed.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { authorizationUrl, codeOf, newSecret } from './authorization-request.ts';
import { scopesOf, scopeUnion } from './scopes.ts';

const ISSUER = 'https://as.example.test/';

test('asks with PKCE, state and resource, and keeps the query of the endpoint', () => {
  const verifier = newSecret();
  const url = new URL(
    authorizationUrl({
      authorizationEndpoint: 'https://as.example.test/authorize?tenant=1',
      clientId: 'c',
      redirectUri: 'https://me.example.test/oauth/callback',
      state: 's',
      verifier,
      scopes: ['a', 'offline_access'],
      resource: 'https://mcp.example.test/mcp',
    }),
  );
  expect(Object.fromEntries(url.searchParams)).toEqual({
    tenant: '1',
    response_type: 'code',
    client_id: 'c',
    redirect_uri: 'https://me.example.test/oauth/callback',
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource: 'https://mcp.example.test/mcp',
    scope: 'a offline_access',
    prompt: 'consent',
  });
});

describe('an answer', () => {
  test.each<[string, string, { issuer: string | null; namesIssuer: boolean }, string]>([
    ['of the issuer is believed', `code=x&iss=${ISSUER}`, { issuer: ISSUER, namesIssuer: true }, 'x'],
    ['that lacks a slash is of another one', 'code=x&iss=https://as.example.test', { issuer: ISSUER, namesIssuer: true }, 'mismatch'],
    ['in capitals is of another one', 'code=x&iss=https://AS.example.test/', { issuer: ISSUER, namesIssuer: false }, 'mismatch'],
    ['without a name is refused where one was promised', 'code=x', { issuer: ISSUER, namesIssuer: true }, 'mismatch'],
    ['without a name is believed where none was promised', 'code=x', { issuer: ISSUER, namesIssuer: false }, 'x'],
    ['is believed where nobody told who would answer', 'code=x&iss=https://any.example.test', { issuer: null, namesIssuer: false }, 'x'],
    ['that says no is a refusal', `error=access_denied&iss=${ISSUER}`, { issuer: ISSUER, namesIssuer: true }, 'denied'],
    ['of another failure is a failure', `error=server_error&iss=${ISSUER}`, { issuer: ISSUER, namesIssuer: true }, 'failed'],
    ['with nothing is a failure', `iss=${ISSUER}`, { issuer: ISSUER, namesIssuer: true }, 'failed'],
  ])('%s', (_name, query, asked, expected) => {
    const read = codeOf(new URLSearchParams(query), asked);
    expect(read.ok ? read.value : read.error.problem).toBe(expected);
  });

  test('of a stranger is not quoted', () => {
    const read = codeOf(new URLSearchParams('error=evil&error_description=call+me&iss=https://evil.example.test'), {
      issuer: ISSUER,
      namesIssuer: true,
    });
    expect(JSON.stringify(read)).not.toMatch(/evil|call me/);
  });
});

test('scopes are tokens, each once, and bounded', () => {
  expect(scopesOf(' a  b\ta "c" é ')).toEqual(['a', 'b']);
  expect(scopeUnion(['a'], ['b', 'a'])).toEqual(['a', 'b']);
  expect(scopesOf(Array.from({ length: 100 }, (_, i) => `s${i}`).join(' '))).toHaveLength(50);
});
