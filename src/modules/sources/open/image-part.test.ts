// An image is read as it was written, and bytes that are none are none.
import { expect, test } from 'vitest';
import { readImage, writeImage } from './image-part.ts';

test('engine and bytes come back, whatever the bytes are', () => {
  const bytes = Uint8Array.from([0, 10, 255, 10, 13]);
  const read = readImage(writeImage({ engine: 'engine 1.2.3', bytes }));
  expect([read?.engine, [...(read?.bytes ?? [])]]).toEqual(['engine 1.2.3', [...bytes]]);
});

test('without the name of an engine there is no image', () => {
  for (const part of [Buffer.alloc(0), Buffer.from('\nbytes'), Buffer.from('no end'), Buffer.from(`${'x'.repeat(300)}\n`)]) {
    expect(readImage(part)).toBeUndefined();
  }
});
