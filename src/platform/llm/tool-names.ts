// Tool names on the wire: MCP allows more characters and more length than the model providers do.
import { createHash } from 'node:crypto';

const ACCEPTED_BY_ALL = /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/;
const KEPT_CHARS = 55;
const HASH_CHARS = 8;

/** The name as sent to a provider. The same name always gives the same wire name; different names differ. */
export function wireName(name: string): string {
  if (ACCEPTED_BY_ALL.test(name) && !isInherited(name)) return name;
  const hash = createHash('sha256').update(name, 'utf8').digest('hex').slice(0, HASH_CHARS);
  const readable = name
    .replaceAll(/[^a-zA-Z0-9_-]/g, '_')
    .replace(/^[^a-zA-Z_]/, '_')
    .slice(0, KEPT_CHARS);
  return `${readable || '_'}_${hash}`;
}

/** The library looks tools up in an ordinary object, where names such as `constructor` are never free. */
const isInherited = (name: string): boolean => name in {};

/** Wire name → the tool's own name, for reading an answer. An unknown wire name stays as it is. */
export function ownNames(names: readonly string[]): (wire: string) => string {
  const own = new Map(names.map((name) => [wireName(name), name]));
  return (wire) => own.get(wire) ?? wire;
}
