// What no input may contain, whatever its schema says: text that cannot be stored, nesting without end, a name JavaScript reads as its own.
import type { FieldError } from '#kernel/errors';
import { fieldPath } from '#kernel/parse-input';

/** Deeper than any schema of ours asks for, and shallow enough for every reader that calls itself. */
const MAX_DEPTH = 64;

interface Visit {
  readonly value: unknown;
  readonly path: readonly PropertyKey[];
}

/** The first fault, or undefined. Walks without calling itself, so that no input can exhaust the stack. */
export function faultOfJson(json: unknown): FieldError | undefined {
  const open: Visit[] = [{ value: json, path: [] }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value, path } = visit;
    if (typeof value === 'string' && !isStorable(value)) return faultAt(path, 'must not contain NUL or half a surrogate pair');
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= MAX_DEPTH) return faultAt(path.slice(0, 1), `is nested more than ${MAX_DEPTH} deep`);
    for (const [name, child] of childrenOf(value)) {
      if (name === '__proto__') return faultAt([...path, name], 'is not a known field');
      if (typeof name === 'string' && !isStorable(name)) return faultAt(path, 'has a field whose name cannot be stored');
      if (needsVisit(child)) open.push({ value: child, path: [...path, name] });
    }
  }
  return undefined;
}

const childrenOf = (value: object): Iterable<readonly [PropertyKey, unknown]> =>
  Array.isArray(value) ? value.entries() : Object.entries(value);

/** PostgreSQL keeps neither NUL nor half a character. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

const needsVisit = (value: unknown): boolean =>
  typeof value === 'string' ? !isStorable(value) : typeof value === 'object' && value !== null;

const faultAt = (path: readonly PropertyKey[], message: string): FieldError => ({ field: fieldPath(path) || 'body', message });
