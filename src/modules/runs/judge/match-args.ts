// Compares JSON: exactly (`equals`), and the way `argsMatch` of a check compares arguments (spec 02 §3). Pure.
import { compileRegex } from '#platform/match/regex';

/** Deep equality of JSON; the order of keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isObject(a)) return a === b;
  if (!isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/** Listed keys must be there; objects match partially, leaves and arrays exactly; `{"$matches": regex}` matches a text. */
export function matchArgs(wanted: unknown, given: unknown): boolean {
  if (!isObject(wanted)) return sameJson(wanted, given);
  const pattern = wanted['$matches'];
  if (typeof pattern === 'string') return typeof given === 'string' && testPattern(pattern, given);
  return isObject(given) && Object.keys(wanted).every((key) => Object.hasOwn(given, key) && matchArgs(wanted[key], given[key]));
}

/** Patterns were compiled when the check was saved; one that no longer compiles matches nothing. */
export function testPattern(pattern: string, text: string): boolean {
  const compiled = compileRegex(pattern);
  return compiled.ok && compiled.value.test(text);
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
