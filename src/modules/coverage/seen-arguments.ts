// What the arguments of one sent call exercise of a tool's input shape. Pure.
import { itemOf, pathOf } from './argument-path.ts';
import type { InputShape, Scalar } from './coverage.ts';

/** Of one call; a longer list repeats itself. */
const MAX_ENTRIES = 1_000;
const MAX_ITEMS = 200;

/** Looked up by name: what a schema names, and nothing else, is ever kept of a call. */
export interface ShapeIndex {
  readonly optional: ReadonlySet<string>;
  readonly enums: ReadonlyMap<string, ReadonlySet<Scalar>>;
}

export const indexOf = ({ optional, enums }: InputShape): ShapeIndex => ({
  optional: new Set(optional),
  enums: new Map(enums.map(({ argument, values }) => [argument, new Set(values)])),
});

/** Grows with every call of a run. */
export interface Seen {
  readonly arguments: Set<string>;
  readonly values: Map<string, Set<Scalar>>;
}

export function addSeen(seen: Seen, args: unknown, shape: ShapeIndex): void {
  addFields(args, { path: '', isNested: false, seen, shape });
}

interface Place {
  readonly path: string;
  readonly isNested: boolean;
  readonly seen: Seen;
  readonly shape: ShapeIndex;
}

function addFields(value: unknown, place: Place): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [name, field] of Object.entries(value).slice(0, MAX_ENTRIES)) {
    const path = pathOf(place.path, name);
    if (place.shape.optional.has(path)) place.seen.arguments.add(path);
    addValue(field, { ...place, path });
    if (Array.isArray(field)) for (const item of field.slice(0, MAX_ITEMS)) addValue(item, { ...place, path: itemOf(path) });
  }
}

function addValue(value: unknown, place: Place): void {
  if (!place.isNested) addFields(value, { ...place, isNested: true });
  const known = place.shape.enums.get(place.path);
  if (!isScalar(value) || known?.has(value) !== true) return;
  const given = place.seen.values.get(place.path) ?? new Set();
  place.seen.values.set(place.path, given.add(value));
}

const isScalar = (value: unknown): value is Scalar => value === null || ['string', 'number', 'boolean'].includes(typeof value);
