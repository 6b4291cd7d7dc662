// Gives each of many things a name of its own, which does not depend on their order.
import { createHash } from 'node:crypto';

const HASH_CHARS = 6;

export interface NameRules {
  /** The name a thing would have if it were alone. */
  nameOf(id: string): string;
  readonly maxChars: number;
}

/** By id. A name that is too long, or that several ids would have, ends in `_` and 6 hex digits of its id's hash. */
export function uniqueNames(ids: readonly string[], rules: NameRules): Map<string, string> {
  const wanted = new Map(ids.map((id) => [id, rules.nameOf(id)]));
  const counts = new Map<string, number>();
  for (const name of wanted.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const isFree = (name: string): boolean => name.length <= rules.maxChars && counts.get(name) === 1;
  const taken = new Set([...wanted.values()].filter(isFree));
  const names = new Map<string, string>();
  for (const [id, name] of wanted) {
    const given = isFree(name) ? name : hashedName(id, name, { taken, maxChars: rules.maxChars });
    taken.add(given);
    names.set(id, given);
  }
  return names;
}

/** A name that is not taken yet: the wanted one with a hash of the id behind it. */
export function hashedName(
  id: string,
  name: string,
  { taken, maxChars }: { taken: { has(name: string): boolean }; maxChars: number },
): string {
  const hash = createHash('sha256').update(id).digest('hex');
  // Six digits are enough but for ids made to collide.
  for (let chars = HASH_CHARS; chars <= hash.length; chars += 2) {
    const given = `${name.slice(0, maxChars - chars - 1)}_${hash.slice(0, chars)}`;
    if (!taken.has(given)) return given;
  }
  throw new Error('two different ids have the same hash');
}
