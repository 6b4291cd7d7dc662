// Where an application may be answered, address by address.
import { describe, expect, test } from 'vitest';
import { faultOfRedirectUri, matchesRedirectUri, placeOfRedirectUri } from './redirect-uri.ts';

test.each([
  'https://claude.ai/api/mcp/auth_callback',
  'https://vscode.dev/redirect',
  'http://127.0.0.1:33418/',
  'http://localhost/callback?x=1',
  'http://[::1]:9/cb',
  'cursor://anysphere.cursor-retrieval/oauth/user-mcp/callback',
  'com.example.app:/oauth2redirect',
])('%s may be used', (uri) => {
  expect(faultOfRedirectUri(uri)).toBeUndefined();
});

test.each([
  ['javascript:alert(1)', 'must begin'],
  ['JavaScript://x/%0aalert(1)', 'must begin'],
  ['data:text/html,x', 'must begin'],
  ['data://text/html', 'must begin'],
  ['file:///etc/passwd', 'must begin'],
  ['ms-msdt://x', 'must begin'],
  ['ws://app.example/', 'must begin'],
  ['app:/callback', 'must begin'],
  ['http://app.example/callback', 'unless it is on loopback'],
  ['http://127.0.0.1.evil.example/', 'unless it is on loopback'],
  ['http://localhost.evil.example/', 'unless it is on loopback'],
  ['https://user:secret@app.example/', 'user name'],
  ['https://app.example/cb#fragment', 'fragment'],
  ['https://app.example/cb#', 'fragment'],
  ['https://app.example\\@evil.example/', 'characters'],
  ['https://app.example/a b', 'characters'],
  ['https://app.example/\u202e', 'characters'],
  ['/callback', 'absolute'],
  [`https://app.example/${'x'.repeat(1_000)}`, 'longer'],
])('%s may not', (uri, fault) => {
  expect(faultOfRedirectUri(uri)).toContain(fault);
});

describe('an address that is asked for', () => {
  const registered = ['https://app.example/cb', 'http://127.0.0.1:7777/cb', 'http://localhost/cb?x=1', 'http://[::1]/cb', 'cursor://a/cb'];

  test.each([
    'https://app.example/cb',
    'http://127.0.0.1:7777/cb',
    'http://127.0.0.1:50000/cb',
    'http://127.0.0.1/cb',
    'http://localhost:1/cb?x=1',
    'http://[::1]:3000/cb',
    'cursor://a/cb',
  ])('%s is one that was registered', (asked) => {
    expect(matchesRedirectUri(registered, asked)).toBe(true);
  });

  test.each([
    'https://app.example/cb/',
    'https://app.example:8443/cb',
    'https://app.example/cb?x=1',
    'https://APP.example/cb',
    'https://app.example.evil.example/cb',
    'http://127.0.0.1:7777/cb/evil',
    'http://127.0.0.1:7777/cb/../evil',
    'http://127.0.0.1:7777/CB',
    'http://127.0.0.2:7777/cb',
    'http://localhost:7777/cb',
    'http://localhost:7777/cb?x=2',
    'http://user@127.0.0.1:7777/cb',
    'http://127.0.0.1:7777@evil.example/cb',
    'http://127.0.0.1:7777/cb#',
    'cursor://a/cb/',
    '',
  ])('%s is none', (asked) => {
    expect(matchesRedirectUri(registered, asked)).toBe(false);
  });

  test('matches nothing when what was registered may not be used itself', () => {
    expect(matchesRedirectUri(['javascript:alert(1)'], 'javascript:alert(1)')).toBe(false);
  });
});

test.each([
  ['https://app.example:8443/cb', 'app.example:8443'],
  ['http://localhost:1/cb', 'this computer'],
  ['cursor://a/cb', 'this computer (cursor://)'],
])('%s is for people: %s', (uri, place) => {
  expect(placeOfRedirectUri(uri)).toBe(place);
});
