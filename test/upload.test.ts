// The signed upload over HTTP (spec 07 §3): each thing that can be wrong with it has its own answer, and nothing is stored then.
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSource, listBundles, promoteBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { checkSignature } from '../src/surfaces/api/upload-signature.ts';
import { PETSTORE } from './published-source.ts';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';

const PATH = '/api/openapi-artifacts/upload';

let world: RestWorld;
beforeAll(async () => {
  world = await makeRestWorld();
});
afterAll(() => world.close());

async function newSource() {
  const cast = await world.newOrg();
  await createSource(cast.ada, { name: 'Pets', slug: 'pets', mode: 'code' });
  return cast;
}

const seconds = (): string => String(Math.floor(world.clock.now().getTime() / 1000));

interface Sent {
  readonly token: string;
  readonly body: object | Buffer | string;
  readonly timestamp?: string;
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send({ token, body, timestamp = seconds(), signature, headers }: Sent) {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const signed = signature ?? createHmac('sha256', token).update(`${timestamp}.`).update(raw).digest('hex');
  const response = await world.request(PATH, {
    method: 'POST',
    body: raw,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-armature-timestamp': timestamp,
      'x-armature-signature': signed,
      ...headers,
    },
  });
  const json = (await response.json()) as ReturnType<typeof JSON.parse>;
  return { status: response.status, headers: response.headers, body: json, signature: signed, timestamp };
}

const keyOf = async (ctx: Ctx): Promise<string> => (await world.keyOf(ctx)).token;
const stored = async (ctx: Ctx): Promise<number> => (await listBundles(ctx, {})).total;

test('the test vector of the specification', () => {
  const check = checkSignature(`amt_AAAAAAAAAAAA_${'B'.repeat(40)}`, {
    timestamp: '1767225600',
    signature: '80a348eb11f716fe3b5b58d736e8ff8da9656e4803d7145c8a1a21341c8002d5',
  });
  check.update(Buffer.from('{"source":"petstore",'));
  check.update(Buffer.from('"openapi":{}}'));
  expect(() => check.verify()).not.toThrow();
});

test('a signed upload is answered with its bundle and where it is; the same again with 200', async () => {
  const { ben } = await newSource();
  const token = await keyOf(ben);
  const first = await send({ token, body: { source: 'pets', openapi: PETSTORE } });
  expect([first.status, first.body.bundle.state, first.body.unchanged]).toEqual([201, 'generated', false]);
  expect(first.headers.get('location')).toBe(`/api/openapi-artifacts/${first.body.bundle.id}`);
  const again = await send({ token, body: { source: 'pets', openapi: PETSTORE } });
  expect([again.status, again.body.unchanged, again.body.bundle.id]).toEqual([200, true, first.body.bundle.id]);
  const packed = gzipSync(JSON.stringify({ source: 'pets', openapi: JSON.stringify({ ...OTHER }) }));
  const other = await send({ token, body: packed, headers: { 'content-encoding': 'gzip' } });
  expect([other.status, other.body.bundle.operationCount]).toEqual([201, 1]);
});

const OTHER = {
  openapi: '3.1.0',
  info: { title: 'Other', version: '1' },
  servers: [{ url: 'https://api.petstore.example' }],
  paths: { '/a': { get: { operationId: 'a', responses: { 204: { description: 'done' } } } } },
};

test('an unknown key, a stale timestamp and a wrong signature are told apart, and nothing is stored', async () => {
  const { ben } = await newSource();
  const token = await keyOf(ben);
  const body = { source: 'pets', openapi: PETSTORE };
  const unknown = await send({ token: `amt_AAAAAAAAAAAA_${'B'.repeat(40)}`, body });
  expect([unknown.status, unknown.body.error.code]).toEqual([401, 'unauthenticated']);
  const wrong: readonly [Partial<Sent>, string][] = [
    [{ timestamp: String(Number(seconds()) - 301) }, 'x-armature-timestamp'],
    [{ timestamp: String(Number(seconds()) + 301) }, 'x-armature-timestamp'],
    [{ timestamp: 'yesterday' }, 'x-armature-timestamp'],
    [{ signature: 'f'.repeat(64) }, 'x-armature-signature'],
    [{ signature: '' }, 'x-armature-signature'],
    [{ signature: createHmac('sha256', 'another key').update('x').digest('hex') }, 'x-armature-signature'],
  ];
  for (const [change, header] of wrong) {
    const answer = await send({ token, body, ...change });
    expect([answer.status, answer.body.error.code, answer.body.error.message.split(':')[0]]).toEqual([401, 'signature_invalid', header]);
  }
  expect(await stored(ben)).toBe(0);
});

test('the signature is looked at before the role, the role before the body', async () => {
  const { vera, ben } = await newSource();
  const token = await keyOf(vera);
  const unsigned = await send({ token, body: 'no json', signature: 'f'.repeat(64) });
  expect([unsigned.status, unsigned.body.error.code]).toEqual([401, 'signature_invalid']);
  const viewer = await send({ token, body: 'no json' });
  expect([viewer.status, viewer.body.error.code]).toEqual([403, 'forbidden_role']);
  const editor = await keyOf(ben);
  const broken = await send({ token: editor, body: 'no json' });
  expect([broken.status, broken.body.error.details.fieldErrors[0].field]).toEqual([400, 'body']);
  const promoting = await send({ token: editor, body: { source: 'pets', openapi: PETSTORE, promote: true } });
  expect([promoting.status, promoting.body.error.code]).toEqual([403, 'forbidden_role']);
  expect(await stored(ben)).toBe(0);
});

test('a signed request that is sent once more brings nothing back', async () => {
  const { ada } = await newSource();
  const token = await keyOf(ada);
  const body = { source: 'pets', openapi: PETSTORE, promote: true };
  const first = await send({ token, body });
  expect([first.status, first.body.bundle.state]).toEqual([201, 'active']);
  const replayed = { token, body, timestamp: first.timestamp, signature: first.signature };
  const harmless = await send(replayed);
  expect([harmless.status, harmless.body.unchanged]).toEqual([200, true]);
  const next = await send({ token, body: { source: 'pets', openapi: OTHER, promote: true } });
  expect(next.body.bundle.state).toBe('active');
  const refused = await send(replayed);
  expect([refused.status, refused.body.error.code]).toEqual([401, 'signature_invalid']);
  await promoteBundle(ada, { bundleId: first.body.bundle.id });
  expect((await send({ ...replayed, body, timestamp: next.timestamp, signature: next.signature })).status).toBe(401);
  expect(await stored(ada)).toBe(2);
});

test('an unknown source, a foreign one and a document that is none have their own answers', async () => {
  const { ben } = await newSource();
  const { eve } = await newSource();
  const token = await keyOf(ben);
  const unknown = await send({ token, body: { source: 'nobody', openapi: PETSTORE } });
  expect([unknown.status, unknown.body.error.code]).toEqual([404, 'source_not_found']);
  const foreign = await send({ token: await keyOf(eve), body: { source: 'pets', openapi: PETSTORE } });
  expect([foreign.status, foreign.body.error.code]).toEqual([404, 'source_not_found']);
  expect(await stored(ben)).toBe(0);
  const none = await send({ token, body: { source: 'pets', openapi: 'just text' } });
  expect([none.status, none.body.error.code]).toEqual([422, 'compile_failed']);
  expect(none.body.error.details.diagnostics[0]).toMatchObject({
    severity: 'error',
    path: expect.any(String),
    message: expect.any(String),
  });
  expect((await listBundles(ben, { state: 'failed' })).total).toBe(1);
});

test('an overlay whose target matches nothing is a warning, an invalid one is the document’s fault', async () => {
  const { ben } = await newSource();
  const token = await keyOf(ben);
  const overlay = {
    overlay: '1.0.0',
    info: { title: 'o', version: '1' },
    actions: [{ target: '$.paths["/nowhere"]', update: { description: 'x' } }],
  };
  const lost = await send({ token, body: { source: 'pets', openapi: PETSTORE, overlay } });
  expect([lost.status, lost.body.warnings[0].path]).toEqual([201, expect.stringContaining('/overlay')]);
  const invalid = await send({ token, body: { source: 'pets', openapi: PETSTORE, overlay: { overlay: '1.0.0', actions: 'none' } } });
  expect([invalid.status, invalid.body.error.code]).toEqual([422, 'compile_failed']);
});

test('other types, encodings and sizes are refused; a packed bomb is stopped at the bound', { timeout: 60_000 }, async () => {
  const { ben } = await newSource();
  const token = await keyOf(ben);
  const body = { source: 'pets', openapi: PETSTORE };
  const text = await send({ token, body, headers: { 'content-type': 'text/plain' } });
  expect([text.status, text.body.error.code]).toEqual([415, 'unsupported_media_type']);
  const brotli = await send({ token, body, headers: { 'content-encoding': 'br' } });
  expect(brotli.status).toBe(415);
  const broken = await send({ token, body, headers: { 'content-encoding': 'gzip' } });
  expect([broken.status, broken.body.error.details.fieldErrors[0].field]).toEqual([400, 'body']);
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '));
  const bombed = await send({ token, body: bomb, headers: { 'content-encoding': 'gzip' } });
  expect([bombed.status, bombed.body.error.code]).toEqual([413, 'payload_too_large']);
  const huge = await send({ token, body: Buffer.alloc(65 * 1024 * 1024, ' ') });
  expect([huge.status, huge.body.error.code]).toEqual([413, 'payload_too_large']);
  expect(await stored(ben)).toBe(0);
});

test('a large document compiles in the background: 202, and the bundle says so', async () => {
  const { ben } = await newSource();
  const token = await keyOf(ben);
  const large = { ...OTHER, info: { ...OTHER.info, description: 'x'.repeat(2 * 1024 * 1024) } };
  const answer = await send({ token, body: { source: 'pets', openapi: large } });
  expect([answer.status, answer.body.bundle.state, answer.body.apiDiff]).toEqual([202, 'compiling', null]);
  const { call } = await world.keyOf(ben);
  const seen = await call('GET', answer.headers.get('location') ?? '');
  expect([seen.status, seen.body.state, seen.body.progress]).toEqual([200, 'compiling', null]);
});

test('a signed-in person uploads without a signature, with the CSRF token', async () => {
  const { ben } = await newSource();
  const session = await world.sessionOf(ben);
  const made = await session.call('POST', PATH, { body: { source: 'pets', openapi: PETSTORE } });
  expect([made.status, made.body.bundle.createdBy]).toEqual([201, ben.actor.id]);
  const forged = await world.request(PATH, {
    method: 'POST',
    headers: { cookie: session.cookie, 'content-type': 'application/json', 'x-armature-organization': ben.org.slug },
    body: JSON.stringify({ source: 'pets', openapi: OTHER }),
  });
  expect(forged.status).toBe(403);
  const elsewhere = await world.request(PATH, { method: 'POST', headers: { origin: 'https://evil.example' }, body: '{}' });
  expect(elsewhere.status).toBe(403);
});

test('a document that is nested without end is refused, however large it is', async () => {
  const { ben } = await newSource();
  const token = await keyOf(ben);
  for (const depth of [20_000, 900_000]) {
    const body = `{"source":"pets","openapi":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
    const { status, body: answer } = await send({ token, body });
    expect({ status, answer }).toMatchObject({
      status: 400,
      answer: { error: { code: 'validation_failed', details: { fieldErrors: [{ field: 'body' }] } } },
    });
  }
  expect(await stored(ben)).toBe(0);
});

test('an organization that sends slowly keeps no other from uploading', async () => {
  const [eve, ada] = [await newSource(), await newSource()];
  const [slow, token] = [await keyOf(eve.ada), await keyOf(ada.ada)];
  const headers = {
    authorization: `Bearer ${slow}`,
    'content-type': 'application/json',
    'x-armature-timestamp': seconds(),
    'x-armature-signature': 'f'.repeat(64),
  };
  const ends = Promise.withResolvers<void>();
  const four = Promise.withResolvers<void>();
  const answers: number[] = [];
  const sendSlowly = async (): Promise<void> => {
    // says nothing until it is told to end
    const body = new ReadableStream({ pull: (controller) => ends.promise.then(() => controller.close()) });
    answers.push((await world.request(PATH, { method: 'POST', headers, body, duplex: 'half' })).status);
    if (answers.length === 4) four.resolve();
  };
  const all = Promise.all(Array.from({ length: 8 }, sendSlowly));
  await four.promise;
  expect((await send({ token, body: { source: 'pets', openapi: PETSTORE } })).status).toBe(201);
  ends.resolve();
  await all;
  expect(answers).toEqual([503, 503, 503, 503, 401, 401, 401, 401]);
});
