// Ids tell when they were made: what was made together is found around it.
import { expect, test } from 'vitest';
import { idsAround, newId } from './ids.ts';

const AT = Date.UTC(2026, 10, 21, 12);
const WITHIN = { before: 1000, after: 5000 };

test.each([
  ['made at the same time', AT, true],
  ['made shortly before', AT - 999, true],
  ['made long before', AT - 1001, false],
  ['made shortly after', AT + 4999, true],
  ['made too long after', AT + 5000, false],
])('an id %s is told from the others', (_name, madeAt, isIn) => {
  const around = idsAround(newId('call', AT), 'evt', WITHIN);
  const id = newId('evt', madeAt);
  expect(around !== undefined && id >= around.from && id < around.to).toBe(isIn);
});

test.each(['', 'call_1', `call_${'!'.repeat(26)}`, `call_${'U'.repeat(26)}`, 'run_6f1c2b0e-0000-4000-8000-000000000000'])(
  'what is none of our ids (%j) tells nothing',
  (text) => expect(idsAround(text, 'evt', WITHIN)).toBeUndefined(),
);
