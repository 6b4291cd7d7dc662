// Whether the limits of a value became tighter or looser: numbers, lengths, counts, multiples, uniqueness.
import type { JsonObject } from './canonical.ts';

export interface Shift {
  readonly keyword: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly direction: 'narrowed' | 'loosened' | 'same';
}

const LOWER = ['minLength', 'minItems', 'minProperties', 'minContains'];
const UPPER = ['maxLength', 'maxItems', 'maxProperties', 'maxContains'];

/** One entry per limit that is written differently. */
export function compareBounds(before: JsonObject, after: JsonObject): Shift[] {
  return [
    ...pair(before, after, { inclusive: 'minimum', exclusive: 'exclusiveMinimum', sign: 1 }),
    ...pair(before, after, { inclusive: 'maximum', exclusive: 'exclusiveMaximum', sign: -1 }),
    ...LOWER.flatMap((keyword) => single(before, after, { keyword, sign: 1 })),
    ...UPPER.flatMap((keyword) => single(before, after, { keyword, sign: -1 })),
    ...multiple(before['multipleOf'], after['multipleOf']),
    ...unique(before['uniqueItems'] === true, after['uniqueItems'] === true),
  ];
}

type Sign = 1 | -1;

/** A limit as a number that grows when it tightens; none is -Infinity. The exact integers are no limit at all. */
function tightness(value: unknown, sign: Sign): number {
  if (typeof value !== 'number' || Math.abs(value) >= Number.MAX_SAFE_INTEGER) return Number.NEGATIVE_INFINITY;
  return value * sign;
}

function pair(before: JsonObject, after: JsonObject, names: { inclusive: string; exclusive: string; sign: Sign }): Shift[] {
  const limit = (schema: JsonObject) => {
    const inclusive = tightness(schema[names.inclusive], names.sign);
    const exclusive = tightness(schema[names.exclusive], names.sign);
    return exclusive >= inclusive && exclusive !== Number.NEGATIVE_INFINITY
      ? { at: exclusive, open: 1, keyword: names.exclusive }
      : { at: inclusive, open: 0, keyword: names.inclusive };
  };
  const [was, is] = [limit(before), limit(after)];
  const written = [names.inclusive, names.exclusive].find((keyword) => before[keyword] !== after[keyword]);
  if (written === undefined) return [];
  const keyword = is.at === Number.NEGATIVE_INFINITY ? was.keyword : is.keyword;
  return [{ keyword, before: before[keyword], after: after[keyword], direction: directionOf(was.at - is.at || was.open - is.open) }];
}

function single(before: JsonObject, after: JsonObject, { keyword, sign }: { keyword: string; sign: Sign }): Shift[] {
  if (before[keyword] === after[keyword]) return [];
  // A least length of 0 is none.
  const floor = sign === 1 ? 0 : Number.NEGATIVE_INFINITY;
  const [was, is] = [Math.max(floor, tightness(before[keyword], sign)), Math.max(floor, tightness(after[keyword], sign))];
  return [{ keyword, before: before[keyword], after: after[keyword], direction: was === is ? 'same' : directionOf(was - is) }];
}

// -Infinity minus -Infinity is NaN: two absent limits.
const directionOf = (looser: number): Shift['direction'] => (looser > 0 ? 'loosened' : looser < 0 ? 'narrowed' : 'same');

function multiple(before: unknown, after: unknown): Shift[] {
  if (before === after) return [];
  const looser = after === undefined || (typeof before === 'number' && typeof after === 'number' && after !== 0 && before % after === 0);
  return [{ keyword: 'multipleOf', before, after, direction: looser ? 'loosened' : 'narrowed' }];
}

const unique = (before: boolean, after: boolean): Shift[] =>
  before === after ? [] : [{ keyword: 'uniqueItems', before, after, direction: after ? 'narrowed' : 'loosened' }];
