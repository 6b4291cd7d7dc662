// Over real sockets on loopback: how bodies are decoded and cut, and what is never sent.
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSafeFetch } from './safe-fetch.ts';
import type { ExchangeRequest } from './safe-exchange.ts';

const MIB = 1024 * 1024;
const LOOPBACK = { allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] };
const { exchange, close } = createSafeFetch(LOOPBACK, { maxBytes: 4 * MIB });

let answer: { headers: OutgoingHttpHeaders; body: Buffer } = { headers: {}, body: Buffer.alloc(0) };
let asked: IncomingHttpHeaders = {};
let connections = 0;
const server = createServer((request, response) => {
  asked = request.headers;
  request.resume().once('end', () => response.writeHead(200, answer.headers).end(answer.body));
}).on('connection', () => (connections += 1));
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await close();
  server.closeAllConnections();
  server.close();
});

const send = (more: Partial<ExchangeRequest> = {}) =>
  exchange(`${origin}/x`, { method: 'GET', headers: {}, body: null, maxBytes: MIB, signal: new AbortController().signal, ...more });
const plays = (body: Buffer, headers: OutgoingHttpHeaders = {}): void => void (answer = { headers, body });

const TEXT = Buffer.from('é'.repeat(5000));

test.each([
  ['as it is', undefined, TEXT],
  ['in gzip', 'gzip', gzipSync(TEXT)],
  ['in gzip by its older name', 'X-GZIP', gzipSync(TEXT)],
  ['in brotli', 'br', brotliCompressSync(TEXT)],
  ['in nothing at all, said aloud', 'identity', TEXT],
])('a body %s is read', async (_how, encoding, body) => {
  plays(body, encoding === undefined ? {} : { 'content-encoding': encoding });
  expect(await send()).toMatchObject({ status: 200, bytes: TEXT, truncated: false });
});

test('an encoding that was not asked for is left as it is', async () => {
  const body = deflateSync(TEXT);
  plays(body, { 'content-encoding': 'deflate' });
  expect((await send()).bytes).toEqual(body);
  expect(asked['accept-encoding']).toBe('gzip, br');
});

test('a body that unpacks to much more than it is, is cut where it was to be cut, and at the bound of the client', async () => {
  plays(gzipSync(Buffer.alloc(64 * MIB)), { 'content-encoding': 'gzip' });
  expect(await send({ maxBytes: 1000 })).toMatchObject({ bytes: Buffer.alloc(1000), truncated: true });
  const { bytes, truncated } = await send({ maxBytes: 64 * MIB });
  expect([bytes.length, truncated]).toEqual([4 * MIB, true]);
});

test('bytes that are no gzip are no answer', async () => {
  plays(Buffer.from('plain'), { 'content-encoding': 'gzip' });
  await expect(send()).rejects.toMatchObject({ name: 'SafeFetchError', code: 'connect_failed' });
});

test('the connection is used again, and several headers of one name are one', async () => {
  plays(Buffer.from('a'), { link: ['<a>', '<b>'] });
  await send();
  const before = connections;
  const { header } = await send();
  expect([header('link'), header('x-none'), connections - before]).toEqual(['<a>, <b>', undefined, 0]);
});

test('what the caller says of itself counts more than what we say', async () => {
  plays(Buffer.from('a'));
  await send();
  expect(asked).toMatchObject({ accept: '*/*', 'user-agent': 'armature' });
  await send({ headers: { accept: 'application/json', 'user-agent': 'shop/1' } });
  expect(asked).toMatchObject({ accept: 'application/json', 'user-agent': 'shop/1' });
});

test.each([
  ['a header with a line break', { 'x-a': 'b\r\nx-c: d' }],
  ['a header name with a space', { 'x a': 'b' }],
])('%s is not sent', async (_what, headers) => {
  plays(Buffer.from('a'));
  asked = {};
  await expect(send({ headers })).rejects.toThrow(TypeError);
  expect(asked).toEqual({});
});

test('a port of another protocol is not spoken to', async () => {
  const request = { method: 'GET', headers: {}, body: null, maxBytes: 1, signal: new AbortController().signal };
  await expect(exchange('http://127.0.0.1:25/', request)).rejects.toMatchObject({ code: 'connect_failed', detail: 'bad port' });
});
