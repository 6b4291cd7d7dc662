// How many values a message may hold: each is looked at by many, one after the other, whatever its size.
import type { FieldError } from '#kernel/errors';

/** Room for fifty criteria of two hundred values each. */
const MAX_VALUES = 10_000;

/** The fault of a message with more, or undefined. Counts no further than it has to, and without calling itself. */
export function faultOfCount(json: unknown): FieldError | undefined {
  const open: unknown[] = [json];
  let seen = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inner: unknown[] = Object.values(value);
    seen += inner.length;
    if (seen > MAX_VALUES) return { field: 'body', message: `must hold at most ${MAX_VALUES} values` };
    for (const one of inner) if (typeof one === 'object' && one !== null) open.push(one);
  }
  return undefined;
}
