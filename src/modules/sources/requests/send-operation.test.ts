// Over real sockets on loopback: what is sent, what is read, where redirects may lead, and what a failure is called.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { startReceiver } from '#test/receiver';
import type { Receiver } from '#test/receiver';
import type { BuiltRequest } from './built-request.ts';
import { sendOperation } from './send-operation.ts';
import type { Sending } from './send-operation.ts';

const MIB = 1024 * 1024;
const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
let api: Receiver;
let other: Receiver;

beforeAll(async () => {
  [api, other] = [await startReceiver(), await startReceiver()];
});
beforeEach(() => api.otherwise(() => ({})));
afterAll(async () => {
  await Promise.all([api.close(), other.close(), fetch.close()]);
});

const get = (path: string, more: Partial<BuiltRequest> = {}): BuiltRequest => ({
  method: 'GET',
  url: `${api.origin}${path}`,
  headers: {},
  body: null,
  ...more,
});
const send = (request: BuiltRequest, more: Partial<Sending> = {}) =>
  sendOperation(fetch, request, {
    baseUrl: `${api.origin}/v1`,
    maxBytes: MIB,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    ...more,
  });
const answerOf = async (...args: Parameters<typeof send>) => {
  const sent = await send(...args);
  if (!sent.ok) throw new Error(sent.error.message);
  return sent.value;
};
const json = { 'content-type': 'application/json; charset=utf-8' };
const reply = (body: string | object, headers: Readonly<Record<string, string>> = json, status = 200) =>
  api.play({ status, headers, body });

describe('what is sent', () => {
  test('method, headers, body and a credential in its header', async () => {
    const post = get('/v1/pets', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'theirs' },
      body: '{"a":1}',
    });
    await send(post, { credential: { location: 'header', name: 'Authorization', value: 'Bearer ours' } });
    const last = api.requests.at(-1);
    expect(last).toMatchObject({ method: 'POST', path: '/v1/pets', body: '{"a":1}' });
    expect(last?.headers).toMatchObject({ authorization: 'Bearer ours', 'content-type': 'application/json' });
  });

  test('a URL as long as arguments may make it', async () => {
    const path = `/v1/pets?q=${'x'.repeat(7_900)}`;
    await answerOf(get(path), { credential: { location: 'query', name: 'key', value: 'k'.repeat(4_000) } });
    expect(api.requests.at(-1)?.path).toBe(`${path}&key=${'k'.repeat(4_000)}`);
  });

  test('a credential in the query', async () => {
    await send(get('/v1/pets?limit=1'), { credential: { location: 'query', name: 'api_key', value: 'a b' } });
    expect(api.requests.at(-1)?.path).toBe('/v1/pets?limit=1&api_key=a%20b');
  });
});

describe('what is read', () => {
  test('JSON is parsed, whatever the status', async () => {
    reply({ error: 'no' }, { 'content-type': 'application/problem+json' }, 409);
    expect(await answerOf(get('/v1/pets'))).toEqual({
      status: 409,
      contentType: 'application/problem+json',
      body: { error: 'no' },
      bytes: 14,
      truncated: false,
    });
  });

  test.each([
    ['text stays text', 'hé', { 'content-type': 'text/plain; charset=utf-8' }, 'hé'],
    ['JSON that is none stays text', '{"a":', json, '{"a":'],
    ['JSON without end of nesting stays text', '['.repeat(300) + ']'.repeat(300), json, '['.repeat(300) + ']'.repeat(300)],
    ['brackets inside of strings do not count', JSON.stringify('["{'.repeat(300)), json, '["{'.repeat(300)],
    ['XML is text', '<a/>', { 'content-type': 'application/xml' }, '<a/>'],
    ['an unknown charset is read as UTF-8', 'hé', { 'content-type': 'text/plain; charset=klingon' }, 'hé'],
    ['an image is a note', 'abc', { 'content-type': 'image/png' }, '[3 bytes of image/png]'],
    ['text under a name of its own is text', 'hé\n', { 'content-type': 'application/vnd.shop.raw' }, 'hé\n'],
    ['octets that are text are text', 'a,b\n', { 'content-type': 'application/octet-stream' }, 'a,b\n'],
    [
      'octets that are none are a note',
      'a\u0001c',
      { 'content-type': 'application/octet-stream' },
      '[3 bytes of application/octet-stream]',
    ],
    ['bytes that claim to be text are a note', 'a\0c', { 'content-type': 'text/plain' }, '[3 bytes of text/plain]'],
  ])('%s', async (_name, body, headers, expected) => {
    reply(body, headers);
    expect((await answerOf(get('/v1/x'))).body).toEqual(expected);
  });

  test('an empty body is null', async () => {
    reply('', {}, 204);
    expect(await answerOf(get('/v1/x'))).toMatchObject({ status: 204, body: null, bytes: 0 });
    expect(await answerOf(get('/v1/x', { method: 'HEAD' }))).toMatchObject({ status: 200, body: null });
  });

  test.each([
    ['just fitting', 1000, 1000, false],
    ['one byte more', 1001, 1000, true],
    ['announced beyond the limit of the client', 12 * MIB, 1000, true],
  ])('a body %s is cut at the limit', async (_name, size, maxBytes, truncated) => {
    reply('x'.repeat(size), { 'content-type': 'text/plain' });
    const answer = await answerOf(get('/v1/x'), { maxBytes });
    expect(answer).toMatchObject({ bytes: maxBytes, truncated });
    expect(answer.body).toBe('x'.repeat(maxBytes));
  });

  test('a body without end is cut too, also where the bound of the client comes first', async () => {
    api.play('endless', 'endless');
    expect(await answerOf(get('/v1/x'), { maxBytes: 100_000 })).toMatchObject({ bytes: 100_000, truncated: true });
    const { bytes, truncated } = await answerOf(get('/v1/x'), { maxBytes: 20 * MIB });
    expect(truncated).toBe(true);
    expect(bytes).toBeLessThanOrEqual(10 * MIB);
  });

  test('cut JSON is text, without the character that was cut in two', async () => {
    reply('["é"]', json);
    expect(await answerOf(get('/v1/x'), { maxBytes: 3 })).toMatchObject({ body: '["', truncated: true });
  });
});

describe('redirects', () => {
  const to = (location: string, status = 302) => api.play({ status, headers: { location } });

  test('inside of the base path are followed, with the credential', async () => {
    to('/v1/b');
    reply({ at: 'b' });
    const answer = await answerOf(get('/v1/a'), { credential: { location: 'header', name: 'x-key', value: 'k' } });
    expect(answer.body).toEqual({ at: 'b' });
    expect(api.requests.at(-1)).toMatchObject({ path: '/v1/b', headers: { 'x-key': 'k' } });
  });

  test.each([
    ['another origin', () => `${other.origin}/v1/a`],
    ['a private address', () => 'http://169.254.169.254/latest/meta-data'],
    ['outside of the base path', () => '/admin'],
    ['a path that only begins like it', () => '/v1-internal'],
    ['steps out of it', () => '/v1/../admin'],
    ['encoded steps out of it', () => '/v1/..%2fadmin'],
    ['the same host with a user', () => api.origin.replace('//', '//a:b@') + '/v1/x'],
    ['no URL at all', () => 'http://['],
  ])('to %s are not followed, and nothing is sent there', async (_name, target) => {
    const [ours, theirs] = [api.requests.length, other.requests.length];
    to(target());
    expect(await send(get('/v1/a'), { credential: { location: 'header', name: 'x-key', value: 'k' } })).toMatchObject({
      ok: false,
      error: { code: 'egress_blocked' },
    });
    expect([api.requests.length - ours, other.requests.length - theirs]).toEqual([1, 0]);
  });

  test('in a circle end after five', async () => {
    const before = api.requests.length;
    api.otherwise(() => ({ status: 302, headers: { location: '/v1/loop' } }));
    expect(await send(get('/v1/loop'))).toMatchObject({ ok: false, error: { code: 'egress_blocked' } });
    expect(api.requests.length - before).toBe(6);
  });

  test.each([
    [303, 'PUT', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [302, 'PATCH', 'PATCH', 'b'],
    [307, 'POST', 'POST', 'b'],
  ] as const)('%d turns %s into %s', async (status, method, after, body) => {
    to('/v1/b', status);
    await send(get('/v1/a', { method, headers: { 'content-type': 'text/plain' }, body: 'b' }));
    expect(api.requests.at(-1)).toMatchObject({ method: after, body });
    expect('content-type' in (api.requests.at(-1)?.headers ?? {})).toBe(body !== '');
  });
});

describe('no answer', () => {
  test('has a name for each reason', async () => {
    api.play('hang');
    expect(await send(get('/v1/x'), { timeoutMs: 50 })).toEqual({
      ok: false,
      error: { code: 'timeout', message: 'The API did not answer within 0.05 s.' },
    });
    api.play('drop');
    expect(await send(get('/v1/x'))).toMatchObject({ ok: false, error: { code: 'unreachable' } });
    api.play('half');
    expect(await send(get('/v1/x'))).toMatchObject({ ok: false, error: { code: 'unreachable' } });
    const strict = createSafeFetch({ allowLoopback: false, allowInsecureHttp: true, allowedPrivateHosts: [] });
    const blocked = await sendOperation(strict, get('/v1/x'), {
      baseUrl: api.origin,
      maxBytes: 1,
      timeoutMs: 1000,
      signal: new AbortController().signal,
    });
    expect(blocked).toMatchObject({ ok: false, error: { code: 'blocked_address' } });
    await strict.close();
  });

  test('a caller who leaves gets the own reason back, and the request ends', async () => {
    const leaving = new AbortController();
    api.play('hang');
    const before = api.requests.length;
    const sent = send(get('/v1/x'), { signal: leaving.signal });
    await api.arrived(before + 1);
    leaving.abort(new Error('left'));
    await expect(sent).rejects.toThrow('left');
  });
});
