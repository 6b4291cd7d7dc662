// Keys: how documents name objects. One that was given stays; any other is derived from the name, the same way every time. Pure.

export const KEY_KINDS = ['server', 'auth_profile', 'workflow', 'monitor', 'rule'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** An object as keys see it. Ids sort by age. */
export interface Keyed {
  readonly kind: KeyKind;
  readonly id: string;
  readonly name: string;
  /** Keys are unique within it: the server of an auth profile; otherwise empty. */
  readonly scope: string;
}

export interface KeyRow {
  readonly kind: KeyKind;
  /** With its scope: `<scope>/<key>`, or the key alone where there is none. */
  readonly key: string;
  readonly objectId: string;
}

export interface Found {
  readonly id: string;
  /** Its key was given to it; otherwise the key is only derived from its name. */
  readonly isManaged: boolean;
}

/** What is known under which key. Grows as objects are made. */
export interface KeyBook {
  find(kind: KeyKind, key: string, scope?: string): Found | undefined;
  keyOf(kind: KeyKind, id: string): string | undefined;
  isManaged(kind: KeyKind, id: string): boolean;
  add(kind: KeyKind, id: string, key: string, scope?: string): void;
}

const MAX_BASE = 60;
const TAIL = 8;

/** `Orders – München` → `orders-munchen`; empty where nothing is left. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_BASE)
    .replaceAll(/^-+|-+$/g, '');

export const scoped = (scope: string, key: string): string => (scope === '' ? key : `${scope}/${key}`);

/**
 * `rows` of objects that are gone count for nothing. Of several objects of one name the oldest has the short key, the others
 * one that ends in a part of their id; the long key finds any of them.
 */
export function createKeyBook(objects: readonly Keyed[], rows: readonly KeyRow[]): KeyBook {
  const live = new Map(objects.map((object) => [place(object.kind, object.id), object]));
  const byKey = new Map<string, Found>();
  const byId = new Map<string, string>();
  const managed = new Set<string>();
  const derived = new Map<string, string[]>();
  const give = (kind: KeyKind, id: string, { key, scope, isManaged }: { key: string; scope: string; isManaged: boolean }) => {
    byKey.set(place(kind, scoped(scope, key)), { id, isManaged });
    if (!byId.has(place(kind, id))) byId.set(place(kind, id), key);
    if (isManaged) managed.add(place(kind, id));
  };
  for (const { kind, key, objectId } of rows) {
    const object = live.get(place(kind, objectId));
    if (object) give(kind, objectId, { key: key.slice(scoped(object.scope, '').length), scope: object.scope, isManaged: true });
  }
  const others = objects.filter(({ kind, id }) => !managed.has(place(kind, id))).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const { kind, id, name, scope } of others) {
    const free = derivedKeys(kind, id, name).filter((key) => !byKey.has(place(kind, scoped(scope, key))));
    for (const key of free) give(kind, id, { key, scope, isManaged: false });
    derived.set(
      place(kind, id),
      free.map((key) => place(kind, scoped(scope, key))),
    );
  }
  return {
    find: (kind, key, scope = '') => byKey.get(place(kind, scoped(scope, key))),
    keyOf: (kind, id) => byId.get(place(kind, id)),
    isManaged: (kind, id) => managed.has(place(kind, id)),
    add: (kind, id, key, scope = '') => {
      byId.delete(place(kind, id));
      // With a key of its own it has no other: two entries of a document are never one object.
      for (const other of derived.get(place(kind, id)) ?? []) if (byKey.get(other)?.id === id) byKey.delete(other);
      give(kind, id, { key, scope, isManaged: true });
    },
  };
}

const place = (kind: KeyKind, text: string): string => `${kind} ${text}`;

/** The short one, and the one that is its own. */
function derivedKeys(kind: KeyKind, id: string, name: string): readonly string[] {
  const base = slugOf(name) || kind.replaceAll('_', '-');
  return [base, `${base}-${id.slice(-TAIL)}`];
}
