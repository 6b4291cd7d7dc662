import { expect, test } from 'vitest';
import { MAX_BODY_BYTES, readJson, withParams } from './body.ts';

const post = (body: string, type = 'application/json') =>
  new Request('http://127.0.0.1/x', { method: 'POST', body, headers: { 'content-type': type } });

test('an empty body is an empty object, whatever its type says', async () => {
  expect(await readJson(post('', 'text/plain'))).toEqual({});
});

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('%s is JSON', async (type) => {
  expect(await readJson(post('\ufeff{"a":1}', type))).toEqual({ a: 1 });
});

test.each([
  ['no type', new Request('http://127.0.0.1/x', { method: 'POST', body: new TextEncoder().encode('{}') }), 'unsupported_media_type'],
  ['a type that only begins like it', post('{}', 'application/json-patch+json'), 'unsupported_media_type'],
  ['another type', post('{}', 'text/plain'), 'unsupported_media_type'],
  ['broken JSON', post('{oops'), 'validation_failed'],
  ['more than 2 MiB', post(`"${'x'.repeat(MAX_BODY_BYTES)}"`), 'payload_too_large'],
])('%s is refused', async (_name, request, code) => {
  await expect(readJson(request)).rejects.toMatchObject({ code });
});

test('more values than anything of ours holds are refused before they are made', async () => {
  await expect(readJson(post(`[${'[],'.repeat(100_000)}[]]`))).rejects.toMatchObject({
    code: 'validation_failed',
    fieldErrors: [{ field: 'body', message: expect.stringContaining('more than 100000') }],
  });
  const text = '[{,'.repeat(500_000);
  expect(await readJson(post(JSON.stringify({ text })))).toEqual({ text });
});

test('a stream without a length is stopped at the bound', async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 1;
      controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  const request = new Request('http://127.0.0.1/x', {
    method: 'POST',
    body: endless,
    duplex: 'half',
    headers: { 'content-type': 'application/json' },
  });
  await expect(readJson(request)).rejects.toMatchObject({ code: 'payload_too_large' });
  expect(sent).toBeLessThan(40);
});

test.each([[[]], ['text'], [null], [3]])('a body that is %j cannot carry fields', (body) => {
  expect(() => withParams(body, { runId: 'run_1' })).toThrow('body: must be a JSON object');
});

test("a body cannot choose the path's object", () => {
  expect(() => withParams({ runId: 'run_2' }, { runId: 'run_1' })).toThrow('runId: is not a known field');
  expect(withParams({ reason: 'x' }, { runId: 'run_1' })).toEqual({ reason: 'x', runId: 'run_1' });
});
