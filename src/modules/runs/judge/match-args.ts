// Compares arguments the way `argsMatch` of a check does (spec 02 §3). Pure.
import { isObject, sameJson } from '#platform/match/json-equality';
import { testPattern } from '#platform/match/value-test';

/** Listed keys must be there; objects match partially, leaves and arrays exactly; `{"$matches": regex}` matches a text. */
export function matchArgs(wanted: unknown, given: unknown): boolean {
  if (!isObject(wanted)) return sameJson(wanted, given);
  const pattern = wanted['$matches'];
  if (typeof pattern === 'string') return typeof given === 'string' && testPattern(pattern, given);
  return isObject(given) && Object.keys(wanted).every((key) => Object.hasOwn(given, key) && matchArgs(wanted[key], given[key]));
}
