// Finds the first secret-shaped thing in what a caller sent, so that it can be refused without being echoed (spec 09 §7).
import { fieldPath } from '#kernel/parse-input';
import { isMarker } from './markers.ts';
import { isSecretName, SHAPES } from './shapes.ts';

/** `field` is the path as the caller wrote it; `rule` says which shape, never the value. */
export interface FoundSecret {
  readonly field: string;
  readonly rule: string;
}

const MAX_DEPTH = 64;
const MAX_NODES = 100_000;

/**
 * Looks through strings, keys and nested values. `path` is put before every field name, such as `arguments`. What is nested
 * too deeply or is too large to be looked through counts as found (`unreadable`): the answer must not be a guess.
 */
export function findSecret(json: unknown, path: readonly PropertyKey[] = []): FoundSecret | undefined {
  const walk = { nodes: 0 };
  return search(json, path, walk);
}

/** The rule a text breaks, or undefined. */
export function secretRuleOf(text: string): string | undefined {
  if (text.length < 8) return undefined;
  return SHAPES.find(({ pattern, keep }) => {
    for (const match of text.matchAll(pattern)) {
      if (!keep || keep(match[0], match.slice(1)) !== undefined) return true;
    }
    return false;
  })?.rule;
}

function search(value: unknown, path: readonly PropertyKey[], walk: { nodes: number }): FoundSecret | undefined {
  walk.nodes += 1;
  if (path.length > MAX_DEPTH || walk.nodes > MAX_NODES) return { field: fieldPath(path.slice(0, 1)) || 'body', rule: 'unreadable' };
  if (typeof value === 'string') return found(path, secretRuleOf(value));
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return firstOf(value.entries(), (index, item) => search(item, [...path, index], walk));
  return firstOf(Object.entries(value), (name, item) => {
    const inner = [...path, name];
    const keyRule = secretRuleOf(name);
    if (keyRule) return found(path, keyRule);
    const isNamedSecret = isSecretName(name) && typeof item === 'string' && item !== '' && !isMarker(item);
    return isNamedSecret ? found(inner, 'secret_field') : search(item, inner, walk);
  });
}

const found = (path: readonly PropertyKey[], rule: string | undefined): FoundSecret | undefined =>
  rule === undefined ? undefined : { field: fieldPath(path) || 'body', rule };

function firstOf<K>(entries: Iterable<[K, unknown]>, look: (key: K, item: unknown) => FoundSecret | undefined): FoundSecret | undefined {
  for (const [key, item] of entries) {
    const result = look(key, item);
    if (result) return result;
  }
  return undefined;
}
