import { expect, test } from 'vitest';
import { frameOf, FrameReader } from './frames.ts';

const bytes = Uint8Array.from({ length: 5000 }, (_, n) => n % 251);
const stream = Buffer.concat([frameOf({ n: 1 }), frameOf({ n: 2, text: 'é\u0000' }, bytes), frameOf([]), frameOf({ n: 3 }, bytes)]);

test.each([1, 2, 7, 8, 9, 4096, stream.length])('frames come out whole however they are cut: %i bytes at a time', (size) => {
  const reader = new FrameReader(10_000);
  const read: unknown[] = [];
  for (let at = 0; at < stream.length; at += size) {
    reader.add(stream.subarray(at, at + size));
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) read.push([frame.message, frame.bytes.length]);
  }

  expect(read).toEqual([
    [{ n: 1 }, 0],
    [{ n: 2, text: 'é\u0000' }, 5000],
    [[], 0],
    [{ n: 3 }, 5000],
  ]);
});

test('a frame that announces more than is allowed is refused before it has come', () => {
  const reader = new FrameReader(1000);
  reader.add(frameOf({}, bytes).subarray(0, 8));

  expect(() => reader.next()).toThrow(/frame of/);
});
