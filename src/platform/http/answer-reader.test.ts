// How an answer ends, over real sockets: whole, broken off, silent, or left by whoever asked.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSafeFetch } from './safe-fetch.ts';
import type { ExchangeRequest } from './safe-exchange.ts';

const LOOPBACK = { allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] };
const MIB = 1024 * 1024;
const { exchange, close } = createSafeFetch(LOOPBACK, { maxBytes: 64 * MIB });

/** Says what it is told to, byte for byte. */
let speak: (socket: Socket) => void = () => undefined;
const server = createServer((socket) => {
  socket.on('data', () => speak(socket));
  // The client breaks off where it has enough.
  socket.on('error', () => undefined);
});
let origin = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await close();
  server.close();
});

const send = (more: Partial<ExchangeRequest> = {}) =>
  exchange(`${origin}/x`, { method: 'GET', headers: {}, body: null, maxBytes: MIB, signal: new AbortController().signal, ...more });
const head = (...headers: string[]): string => ['HTTP/1.1 200 OK', ...headers, '', ''].join('\r\n');

test('what comes before the answer is none', async () => {
  speak = (socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nx-a: early\r\n\r\n${head('content-length: 2', 'x-a: late')}ok`);
  const { status, header, bytes } = await send();
  expect([status, header('x-a'), bytes.toString()]).toEqual([200, 'late', 'ok']);
});

test('an answer without a body is empty', async () => {
  speak = (socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n');
  expect(await send()).toMatchObject({ status: 204, bytes: Buffer.alloc(0), truncated: false });
});

test.each(['gzip', 'br'])('an empty body in %s is empty', async (encoding) => {
  speak = (socket) => socket.write(head(`content-encoding: ${encoding}`, 'content-length: 0'));
  expect(await send()).toMatchObject({ status: 200, bytes: Buffer.alloc(0), truncated: false });
});

test.each([
  ['brotli', 'br', brotliCompressSync('done')],
  ['gzip', 'gzip', gzipSync('done')],
])('what goes on behind the end of a body in %s costs its connection, not the answer', async (_name, encoding, packed) => {
  let left: Promise<unknown> = Promise.resolve();
  speak = (socket) => {
    left = new Promise((resolve) => socket.once('close', resolve));
    socket.write(Buffer.concat([Buffer.from(head(`content-encoding: ${encoding}`)), packed]));
    const more = (): void => {
      if (!socket.destroyed) socket.write(Buffer.alloc(64 * 1024), () => setImmediate(more));
    };
    more();
  };
  expect((await send()).bytes.toString()).toBe('done');
  await left;
});

test.each([
  ['before its headers end', 'HTTP/1.1 200 OK\r\ncontent-le'],
  ['in its body', `${head('content-length: 10')}half`],
  ['in a chunk', `${head('transfer-encoding: chunked')}a\r\nhalf`],
])('a connection that closes %s is no answer', async (_where, text) => {
  speak = (socket) => socket.end(text);
  await expect(send()).rejects.toMatchObject({ name: 'SafeFetchError', code: 'connect_failed' });
});

test('a compressed body of many chunks comes out whole', async () => {
  const text = Buffer.from(Array.from({ length: 200_000 }, (_, n) => `line ${n * 7919}`).join('\n'));
  const packed = gzipSync(text);
  speak = (socket) =>
    socket.write(Buffer.concat([Buffer.from(head('content-encoding: gzip', `content-length: ${packed.length}`)), packed]));
  const { bytes, truncated } = await send({ maxBytes: 16 * MIB });
  expect([bytes.equals(text), truncated]).toEqual([true, false]);
});

test('an endless compressed body is cut, and its connection is left', async () => {
  let left: Promise<unknown> = Promise.resolve();
  speak = (socket) => {
    left = new Promise((resolve) => socket.once('close', resolve));
    socket.write(head('content-encoding: gzip'));
    const gzip = createGzip();
    gzip.pipe(socket);
    const more = (): void => {
      if (!socket.destroyed) gzip.write(Buffer.alloc(MIB), more);
    };
    more();
  };
  expect(await send({ maxBytes: 2 * MIB })).toMatchObject({ truncated: true, bytes: Buffer.alloc(2 * MIB) });
  await left;
});

test.each(['before anything is sent', 'while the answer is waited for', 'in the middle of the body'])(
  'whoever leaves %s is told the own reason, and nothing stays open',
  async (when) => {
    const caller = new AbortController();
    const reason = new Error('left');
    const heard = Promise.withResolvers<Socket>();
    let connections = 0;
    speak = (socket) => {
      connections += 1;
      if (when.endsWith('body')) socket.write(`${head('content-length: 10')}half`);
      heard.resolve(socket);
    };
    if (when.startsWith('before')) caller.abort(reason);
    const asked = send({ signal: caller.signal });
    const outcome = expect(asked).rejects.toBe(reason);
    if (!when.startsWith('before')) {
      const socket = await heard.promise;
      const closed = new Promise((resolve) => socket.once('close', resolve));
      caller.abort(reason);
      await closed;
    }
    await outcome;
    expect(connections).toBe(when.startsWith('before') ? 0 : 1);
  },
);
