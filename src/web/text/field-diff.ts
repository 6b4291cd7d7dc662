// What differs between two states of a workflow, field by field, as the API writes differences.
import type { FieldDiff } from '../api/workflows.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isFields(a) || !isFields(b)) return false;
  return namesOf(a, b).every((name) => isSame(a[name], b[name]));
}

const namesOf = (a: Fields, b: Fields): readonly string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

/** Objects are entered, lists of the same length too; anything else is replaced as a whole. */
export function fieldDiff(before: unknown, after: unknown, path = ''): readonly FieldDiff[] {
  if (isSame(before, after)) return [];
  if (isFields(before) && isFields(after)) {
    return namesOf(before, after).flatMap((name) => fieldDiff(before[name], after[name], path === '' ? name : `${path}.${name}`));
  }
  if (Array.isArray(before) && Array.isArray(after)) return listDiff(before, after, path);
  if (before === undefined) return [{ path, op: 'add', after }];
  if (after === undefined) return [{ path, op: 'remove', before }];
  return [{ path, op: 'replace', before, after }];
}

function listDiff(before: readonly unknown[], after: readonly unknown[], path: string): readonly FieldDiff[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) => index).flatMap((index) => fieldDiff(before[index], after[index], `${path}[${index}]`));
}

/** The top-level fields of `after` that are not as in `before`. */
export function changedFields<T extends object>(before: T, after: T): Partial<T> {
  const entries = Object.entries(after).filter(([name, value]) => !isSame(value, Reflect.get(before, name)));
  return Object.fromEntries(entries) as Partial<T>;
}
