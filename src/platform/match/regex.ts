// Regular expressions of users, in the linear-time dialect of RE2: no look-around, no back-references.
import { RE2JS, RE2JSException } from 're2js';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { TimeBoundError, withinTime } from './time-bound.ts';

const MAX_REGEX_LENGTH = 500;
/** Longer texts are looked at up to here. */
const MAX_TEXT_LENGTH = 1_000_000;
/** Linear, but the factor of a large pattern can be high: longer texts are searched under a watch. */
const LONG_TEXT = 20_000;
const MAX_MS = 1_000;

export interface CompiledRegex {
  /**
   * True when the pattern occurs anywhere in the text; anchor it with ^ and $ for the whole.
   * False also when that cannot be found out within a second.
   */
  test(text: string): boolean;
}

/** The error completes the sentence "this field …". */
export function compileRegex(source: string): Outcome<CompiledRegex, string> {
  if ([...source].length > MAX_REGEX_LENGTH) return failed(`is longer than ${MAX_REGEX_LENGTH} characters`);
  try {
    return ok(tester(RE2JS.compile(source)));
  } catch (error) {
    if (error instanceof RE2JSException) return failed(`is not a regular expression of the linear-time dialect (RE2): ${error.message}`);
    throw error;
  }
}

const MAX_CACHED = 500;
const cache = new Map<string, CompiledRegex>();

/** A pattern in JavaScript's spelling, as schemas and paths carry it. Throws what the engine throws for one it does not take. */
export function linearRegExp(source: string): CompiledRegex {
  const known = cache.get(source);
  if (known) return known;
  const compiled = tester(RE2JS.compile(RE2JS.translateRegExp(source)));
  const oldest = cache.size >= MAX_CACHED ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(source, compiled);
  return compiled;
}

function tester(pattern: RE2JS): CompiledRegex {
  const find = (text: string): boolean => pattern.matcher(text).find();
  return {
    test: (text) => {
      if (text.length <= LONG_TEXT) return find(text);
      try {
        return withinTime(MAX_MS, () => find(text.slice(0, MAX_TEXT_LENGTH)));
      } catch (error) {
        if (error instanceof TimeBoundError) return false;
        throw error;
      }
    },
  };
}
