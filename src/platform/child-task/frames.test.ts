// Frames: put together again whatever way a pipe cuts them, and bounded.
import { describe, expect, test } from 'vitest';
import { frameHead, FrameReader, FrameTooLargeError } from './frames.ts';

const framed = (text: string): Buffer => Buffer.concat([frameHead('value', Buffer.byteLength(text)), Buffer.from(text)]);
const sent = Buffer.concat(['', 'a', 'ü'.repeat(500)].map(framed));

describe('frames come out as they went in', () => {
  test.each([1, 4, 7, 100, 5_000])('in chunks of %i bytes', (size) => {
    const reader = new FrameReader(10_000);
    const found: string[] = [];
    for (let at = 0; at < sent.length; at += size)
      found.push(...reader.add(sent.subarray(at, at + size)).map(({ content }) => content.toString()));
    expect(found).toEqual(['', 'a', 'ü'.repeat(500)]);
  });
});

test('more than is allowed is refused when it is announced, and when it comes', () => {
  expect(() => new FrameReader(100).add(frameHead('value', 101))).toThrow(FrameTooLargeError);
  const reader = new FrameReader(100);
  reader.add(framed('x'.repeat(60)));
  expect(() => reader.add(framed('x'.repeat(60)))).toThrow(FrameTooLargeError);
});

test('what is no frame is refused', () => {
  expect(() => new FrameReader(100).add(Buffer.from([0, 0, 0, 1, 99, 0]))).toThrow('no frame');
});
