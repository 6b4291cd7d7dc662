// Text that is spelled so that programs read it and people do not: entities, percent signs, escapes. Pure, one pass each.

const SPELLINGS: readonly { readonly run: RegExp; readonly one: RegExp; readonly base: 10 | 16 }[] = [
  { run: /(?:&#\d{2,7};){8,}/g, one: /\d+/g, base: 10 },
  { run: /(?:&#x[\da-f]{2,6};){8,}/gi, one: /[\da-f]{2,}/gi, base: 16 },
  { run: /(?:%[\da-f]{2}){8,}/gi, one: /[\da-f]{2}/gi, base: 16 },
  { run: /(?:\\u[\da-f]{4}){8,}/gi, one: /[\da-f]{4}/gi, base: 16 },
  { run: /(?:\\x[\da-f]{2}){8,}/gi, one: /[\da-f]{2}/gi, base: 16 },
];
const MAX_CHARS = 20_000;

/** Eight spelled characters in a row or more, with what they say. */
export const spelledOut = (text: string): { readonly text: string; readonly at: number }[] =>
  /[&%\\]/.test(text)
    ? SPELLINGS.flatMap(({ run, one, base }) =>
        [...text.matchAll(run)].map((found) => ({ text: read(found[0].slice(0, MAX_CHARS), one, base), at: found.index })),
      )
    : [];

const read = (run: string, one: RegExp, base: 10 | 16): string =>
  [...run.matchAll(one)].map(([code]) => String.fromCodePoint(Math.min(Number.parseInt(code, base), 0x10_ff_ff))).join('');
