// What a stranger's document says can be stored, and is otherwise left as it is.
import { expect, test } from 'vitest';
import { storableJson } from './storable-json.ts';

test('NUL and half characters become the replacement character, wherever they are', () => {
  const stored = storableJson({ a: 'x\0y', b: [{ c: '\ud800' }], d: '\\u0000', e: '🙂', f: null, g: 1 });
  expect(JSON.parse(stored)).toEqual({ a: 'x\uFFFDy', b: [{ c: '\uFFFD' }], d: '\\u0000', e: '🙂', f: null, g: 1 });
});
