// Small things that everybody asks of JSON values.
import { printOf } from './prints.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whatever the order of keys. */
export const sameJson = (a: unknown, b: unknown): boolean => a === b || (isObjectLike(a) && isObjectLike(b) && printOf(a) === printOf(b));

const isObjectLike = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** The object without some of its keys. */
export const without = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** By code unit, the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
