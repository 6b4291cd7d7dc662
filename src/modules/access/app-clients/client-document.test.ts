// Which client ids are looked up at all. The addresses behind names are judged by the one way out, when it connects.
import { expect, test } from 'vitest';
import type { AddressPolicy } from '#platform/http/address-guard';
import { judgeDocumentUrl, readClientDocument } from './client-document.ts';

const strict: AddressPolicy = { allowLoopback: false, allowInsecureHttp: false, allowedPrivateHosts: [] };
/** A single person's own instance, which may contact its own machine. */
const local: AddressPolicy = { allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] };

test.each(['https://app.example/client.json', 'https://app.example:8443/a/b?c=d'])('%s is looked up', (id) => {
  expect(judgeDocumentUrl(id, strict).ok).toBe(true);
});

test.each([
  'https://127.0.0.1/client.json',
  'https://localhost/client.json',
  'https://[::1]/client.json',
  'https://10.0.0.8/client.json',
  'https://192.168.1.1/client.json',
  'https://169.254.169.254/latest/meta-data/',
  'https://[fd00::1]/client.json',
  'https://[::ffff:10.0.0.1]/client.json',
  'https://2130706433/client.json',
  'https://0x7f.1/client.json',
])('%s is not, whatever this instance may contact otherwise', (id) => {
  expect(judgeDocumentUrl(id, strict).ok).toBe(false);
  expect(judgeDocumentUrl(id, local).ok).toBe(false);
});

test.each([
  'http://app.example/client.json',
  'https://app.example',
  'https://app.example/',
  'https://app.example/a/../client.json',
  'https://APP.example/client.json',
  'https://app.example:443/client.json',
  'https://app.example/client.json#x',
  'https://user@app.example/client.json',
  `https://app.example/${'x'.repeat(1_000)}`,
])('%s is no plain address of a document', (id) => {
  expect(judgeDocumentUrl(id, local).ok).toBe(false);
});

test('a host the operator listed is looked up', () => {
  const listed = { ...strict, allowedPrivateHosts: ['10.0.0.8'] };
  expect(judgeDocumentUrl('https://10.0.0.8/client.json', listed).ok).toBe(true);
});

const ID = 'https://files.example/u/client.json';
const read = (type: string) =>
  readClientDocument(
    {
      fetch: async () =>
        new Response(JSON.stringify({ client_id: ID, redirect_uris: ['https://app.example/cb'] }), { headers: { 'content-type': type } }),
    },
    new URL(ID),
  );

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/vnd.client+json'])(
  'a document of the type %s is read',
  async (type) => {
    expect(await read(type)).toMatchObject({ ok: true, value: { redirectUris: ['https://app.example/cb'] } });
  },
);

test.each(['text/plain', 'text/html', 'text/json', 'application/octet-stream', 'application/jsonp', ''])(
  'what a host shows as %j does not speak for it',
  async (type) => {
    expect(await read(type)).toEqual({ ok: false, error: 'files.example did not give its description.' });
  },
);
