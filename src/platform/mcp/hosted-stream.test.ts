// A response that somebody watches over while it is read.
import { expect, test } from 'vitest';
import { watchStream } from './hosted-stream.ts';

function endless() {
  const { promise: cancelled, resolve } = Promise.withResolvers<unknown>();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('piece ')),
    cancel: resolve,
  });
  return { response: new Response(body), cancelled };
}

test('a stream that may not go on ends without the piece, and its writer stops', async () => {
  const { response, cancelled } = endless();
  const asked = [true, false];
  const watched = watchStream(response, { mayGoOn: () => asked.shift() ?? false });
  expect(await watched.text()).toBe('piece ');
  await cancelled;
});

test('where nobody can say whether it may go on it breaks off, and its writer stops', async () => {
  const { response, cancelled } = endless();
  let ends = 0;
  const watched = watchStream(response, { mayGoOn: () => Promise.reject(new Error('nobody knows')), ended: () => (ends += 1) });
  await expect(watched.text()).rejects.toThrow('nobody knows');
  expect(await cancelled).toMatchObject({ message: 'nobody knows' });
  expect(ends).toBe(1);
});
