// Compares schemas of two bundles, one property and one pair of named schemas at a time.
import type { Schema } from './compiled.ts';
import { isNullOnly, LOWER_LIMITS, UPPER_LIMITS, viewOf } from './schema-view.ts';
import type { Schemas, SchemaView } from './schema-view.ts';
import { asList, asSchema, referredName } from './walk-schema.ts';

/** `in`: what callers send; `out`: what they get. */
export type Direction = 'in' | 'out';

export interface Difference {
  readonly text: string;
  readonly breaking: boolean;
}

export interface PairName {
  readonly before: string;
  readonly after: string;
  readonly direction: Direction;
}

/** What is different in one place, and the pairs of named schemas it leads to. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly pairs: readonly PairName[];
}

export interface Sides {
  readonly before: Schemas;
  readonly after: Schemas;
}

interface Comparing {
  readonly sides: Sides;
  readonly direction: Direction;
  /** `body property`, `response property`, `argument`: what stands before a path. */
  readonly noun: string;
  readonly differences: Difference[];
  readonly pairs: PairName[];
  readonly views: ViewCache;
  /** What was compared already: references with more beside them can lead in circles. */
  readonly seen: Map<SchemaView, Set<SchemaView>>;
  depth: number;
}

const MAX_DEPTH = 150;

/** Views of schemas that were looked at, which are many times the same. */
export class ViewCache {
  readonly #before = new WeakMap<object, SchemaView>();
  readonly #after = new WeakMap<object, SchemaView>();

  before(schema: Schema, { before }: Sides): SchemaView {
    return cached(this.#before, schema, before);
  }

  after(schema: Schema, { after }: Sides): SchemaView {
    return cached(this.#after, schema, after);
  }
}

function cached(cache: WeakMap<object, SchemaView>, schema: Schema, schemas: Schemas): SchemaView {
  if (typeof schema === 'boolean') return viewOf(schema, schemas);
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const view = viewOf(schema, schemas);
  cache.set(schema, view);
  return view;
}

export interface ComparedSchemas {
  readonly before: Schema;
  readonly after: Schema;
  readonly direction: Direction;
  readonly noun: string;
  /** Of the argument or the named schema that is compared; empty at a body's or an answer's root. */
  readonly path: string;
}

export function compareSchemas({ before, after, direction, noun, path }: ComparedSchemas, sides: Sides, views: ViewCache): Comparison {
  const comparing: Comparing = { sides, direction, noun, differences: [], pairs: [], views, seen: new Map(), depth: 0 };
  compare(comparing, [before, after], path);
  return comparing;
}

/** Two schemas by name, without going on into other named ones. */
export function compareNamed({ before, after, direction }: PairName, sides: Sides, views: ViewCache): Comparison {
  const noun = direction === 'in' ? 'input property' : 'response property';
  const comparing: Comparing = { sides, direction, noun, differences: [], pairs: [], views, seen: new Map(), depth: 0 };
  const [one, other] = [schemaCalled(sides.before, before), schemaCalled(sides.after, after)];
  compareViews(comparing, [views.before(one, sides), views.after(other, sides)], after);
  return comparing;
}

const schemaCalled = (schemas: Schemas, name: string): Schema => (Object.hasOwn(schemas, name) ? (schemas[name] ?? true) : true);

/** Only references: what stands beside one makes it a schema of its own. */
const bareName = (schema: Schema): string | undefined =>
  typeof schema !== 'boolean' && Object.keys(schema).every((key) => key === '$ref' || key === 'description' || key === 'title')
    ? referredName(schema)
    : undefined;

/** A reference, or one beside `null`. */
function nullableName(schema: Schema): { name: string; isNullable: boolean } | undefined {
  const bare = bareName(schema);
  if (bare !== undefined) return { name: bare, isNullable: false };
  if (typeof schema === 'boolean' || Object.keys(schema).some((key) => !['anyOf', 'oneOf', 'description', 'title'].includes(key)))
    return undefined;
  const alternatives = [...asList(schema['anyOf']), ...asList(schema['oneOf'])].map(asSchema);
  const [only, second] = alternatives.filter((alternative) => !isNullOnly(alternative));
  const name = only === undefined || second !== undefined ? undefined : bareName(only);
  return name === undefined ? undefined : { name, isNullable: alternatives.length > 1 };
}

function compare(comparing: Comparing, [before, after]: readonly [Schema, Schema], path: string): void {
  const { sides, views } = comparing;
  const [one, other] = [nullableName(before), nullableName(after)];
  if (one !== undefined && other !== undefined) {
    comparing.pairs.push({ before: one.name, after: other.name, direction: comparing.direction });
    compareNullability(comparing, [one, other], path);
    return;
  }
  compareViews(comparing, [views.before(before, sides), views.after(after, sides)], path);
}

type Views = readonly [SchemaView, SchemaView];

function compareViews(comparing: Comparing, views: Views, path: string): void {
  if (comparing.depth >= MAX_DEPTH || wasSeen(comparing, views)) return;
  comparing.depth += 1;
  compareTypes(comparing, views, path);
  compareValues(comparing, views, path);
  if (comparing.direction === 'in') compareLimits(comparing, views, path);
  compareProperties(comparing, views, path);
  compareContents(comparing, views, path);
  compareAlternatives(comparing, views, path);
  comparing.depth -= 1;
}

function wasSeen({ seen }: Comparing, [before, after]: Views): boolean {
  const others = seen.get(before) ?? new Set();
  if (others.has(after)) return true;
  seen.set(before, others.add(after));
  return false;
}

function compareTypes(comparing: Comparing, [before, after]: Views, path: string): void {
  const what = named(comparing, path);
  const isSending = comparing.direction === 'in';
  const [from, to] = [typeWords(before), typeWords(after)];
  const gained = missingFrom(after.types, before.types);
  const lost = missingFrom(before.types, after.types);
  if (isSending && lost) add(comparing, `${what} narrowed from ${from} to ${to}`, true);
  else if (isSending && gained) add(comparing, `${what} widened from ${from} to ${to}`, false);
  else if (gained || lost) add(comparing, `${what} changed from ${from} to ${to}`, gained || after.types === undefined);
  if (before.types !== undefined && after.types !== undefined) compareNullability(comparing, [before, after], path);
}

type Nullable = Pick<SchemaView, 'isNullable'>;

function compareNullability(comparing: Comparing, [before, after]: readonly [Nullable, Nullable], path: string): void {
  if (before.isNullable === after.isNullable) return;
  const isSending = comparing.direction === 'in';
  if (after.isNullable) add(comparing, `${named(comparing, path)} may be null`, !isSending);
  else add(comparing, `${named(comparing, path)} may no longer be null`, isSending);
}

/** Whether the first allows a type that the second does not. For numbers, every integer is one. */
function missingFrom(types: ReadonlySet<string> | undefined, others: ReadonlySet<string> | undefined): boolean {
  if (others === undefined) return false;
  if (types === undefined) return true;
  return [...types].some((type) => !others.has(type) && !(type === 'integer' && others.has('number')));
}

const typeWords = ({ types }: SchemaView): string => (types === undefined ? 'anything' : [...types].join(' or ') || 'nothing');

function compareValues(comparing: Comparing, [before, after]: Views, path: string): void {
  if (before.values === undefined && after.values === undefined) return;
  const what = named(comparing, path);
  const isSending = comparing.direction === 'in';
  const gone = before.values === undefined ? undefined : lacking(before.values, after.values);
  const come = after.values === undefined ? undefined : lacking(after.values, before.values);
  if (before.values === undefined) add(comparing, `${what} is limited to ${shown(after.values)}`, isSending);
  else if (after.values === undefined) add(comparing, `${what} is no longer limited to ${shown(before.values)}`, false);
  else {
    if (gone !== undefined && gone.size > 0) add(comparing, `${what} no longer ${isSending ? 'takes' : 'has'} ${shown(gone)}`, isSending);
    if (come !== undefined && come.size > 0) add(comparing, `${what} may be ${shown(come)}`, false);
  }
}

const lacking = (values: ReadonlySet<string>, others: ReadonlySet<string> | undefined): ReadonlySet<string> =>
  new Set(others === undefined ? [] : [...values].filter((value) => !others.has(value)));

const MAX_SHOWN = 5;

function shown(values: ReadonlySet<string> | undefined): string {
  const all = [...(values ?? [])];
  const some = all.slice(0, MAX_SHOWN).map((value) => value.slice(0, 60));
  return `${some.join(', ')}${all.length > some.length ? ` and ${all.length - some.length} more` : ''}`;
}

/** A limit that moves breaks callers; one that is new mostly writes down what was always so, and is only told. */
function compareLimits(comparing: Comparing, [before, after]: Views, path: string): void {
  const what = named(comparing, path);
  for (const [keyword, limit] of after.limits) {
    const old = before.limits.get(keyword);
    if (old === limit || isLooser(keyword, old, limit)) continue;
    if (old === undefined) add(comparing, `${what} is limited: ${keyword} ${shownLimit(limit)}`, false);
    else if (keyword === 'pattern') add(comparing, `${what} has another pattern: ${shownLimit(limit)}`, false);
    else add(comparing, `${what} narrowed: ${keyword} from ${shownLimit(old)} to ${shownLimit(limit)}`, true);
  }
}

function isLooser(keyword: string, old: number | string | undefined, limit: number | string): boolean {
  if (typeof old !== 'number' || typeof limit !== 'number') return false;
  if (LOWER_LIMITS.some((known) => known === keyword)) return limit < old;
  return UPPER_LIMITS.some((known) => known === keyword) && limit > old;
}

const shownLimit = (limit: number | string): string => JSON.stringify(limit).slice(0, 80);

function compareProperties(comparing: Comparing, [before, after]: Views, path: string): void {
  const isSending = comparing.direction === 'in';
  for (const [name, schema] of before.properties) {
    const inner = joined(path, name);
    const other = after.properties.get(name);
    if (other === undefined) {
      add(comparing, `${named(comparing, inner)} removed`, true);
      continue;
    }
    const [was, is] = [before.required.has(name), after.required.has(name)];
    if (was !== is) add(comparing, `${named(comparing, inner)} became ${is ? 'required' : 'optional'}`, is === isSending);
    compare(comparing, [schema, other], inner);
  }
  for (const name of after.properties.keys()) {
    if (before.properties.has(name)) continue;
    const isRequired = after.required.has(name);
    const adjective = isSending ? `${isRequired ? 'required' : 'optional'} ` : '';
    add(comparing, `${adjective}${named(comparing, joined(path, name))} added`, isSending && isRequired);
  }
}

function compareContents(comparing: Comparing, views: Views, path: string): void {
  const [before, after] = views;
  if (views.every(({ types }) => types?.has('array') === true)) compareItems(comparing, views, path);
  for (const [index, item] of before.firstItems.entries()) {
    const other = after.firstItems[index];
    if (other !== undefined) compare(comparing, [item, other], `${path}[${index}]`);
  }
  if (views.every(({ types }) => types?.has('object') === true))
    compareAdditional(comparing, [before.additional ?? true, after.additional ?? true], path);
}

function compareItems(comparing: Comparing, [{ items: before }, { items: after }]: Views, path: string): void {
  if (before !== undefined || after !== undefined) compare(comparing, [before ?? true, after ?? true], `${path}[]`);
}

function compareAdditional(comparing: Comparing, [before, after]: readonly [Schema, Schema], path: string): void {
  if (after === false && before !== false && comparing.direction === 'in')
    add(comparing, `${named(comparing, path)} narrowed: no other properties`, true);
  if (typeof before === 'boolean' || typeof after === 'boolean') return;
  compare(comparing, [before, after], `${path}[*]`);
}

function compareAlternatives(comparing: Comparing, [before, after]: Views, path: string): void {
  if (before.alternatives.length === 0 && after.alternatives.length === 0) return;
  const what = named(comparing, path);
  const isSending = comparing.direction === 'in';
  const [unmatched, rest] = matched(comparing, [before, after], path);
  // What is left over on both sides is the same alternative in a new form.
  while (unmatched.length > 0 && rest.length > 0) {
    const [one, other] = [unmatched.pop(), rest.pop()];
    if (one !== undefined && other !== undefined) compare(comparing, [one, other], path);
  }
  if (unmatched.length > 0)
    add(comparing, `${what} has ${unmatched.length} fewer alternatives`, isSending && after.alternatives.length > 0);
  if (rest.length > 0) add(comparing, `${what} has ${rest.length} more alternatives`, !isSending || before.alternatives.length === 0);
}

/** Compares alternatives that are called the same or are the same; the others of both sides are left, last first. */
function matched(comparing: Comparing, [before, after]: Views, path: string): [Schema[], Schema[]] {
  const others = Map.groupBy(after.alternatives, alternativeKey);
  const unmatched = before.alternatives.filter((alternative) => {
    const other = others.get(alternativeKey(alternative))?.shift();
    if (other !== undefined) compare(comparing, [alternative, other], path);
    return other === undefined;
  });
  return [unmatched.toReversed(), [...others.values()].flat().toReversed()];
}

const alternativeKey = (schema: Schema): string => referredName(schema) ?? JSON.stringify(schema);

const MAX_PATH = 200;

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`).slice(0, MAX_PATH);

/** `body property address.street`, or `body` at its root. */
const named = ({ noun }: Comparing, path: string): string => (path === '' ? noun.replace(/ property$/, '') : `${noun} ${path}`);

function add({ differences }: Comparing, text: string, breaking: boolean): void {
  differences.push({ text, breaking });
}
