// Finds the places of a JSON document that a JSONPath (RFC 9535) names, so that they can be changed.
import { JSONPathEnvironment, JSONPathError } from 'json-p3';
import type { JSONPathNode, JSONValue } from 'json-p3';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { TimeBoundError, withinTime } from './time-bound.ts';

const MAX_PATH_LENGTH = 2_000;
const MAX_NODES = 100_000;
const MAX_DEPTH = 250;
const MAX_MS = 20_000;

export interface FoundNode {
  readonly value: unknown;
  /** Undefined of the document itself. */
  readonly parent: object | undefined;
  /** Its name or place in the parent. */
  readonly key: string | number;
}

const environment = new JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH });
// The library's own two use JavaScript's engine, which a pattern taken from data could hold for minutes.
environment.functionRegister.delete('match');
environment.functionRegister.delete('search');

/** In document order, each once. The error completes the sentence "this field …". */
export function findNodes(document: object, path: string): Outcome<FoundNode[], string> {
  if (path.length > MAX_PATH_LENGTH) return failed(`is longer than ${MAX_PATH_LENGTH} characters`);
  try {
    const query = environment.compile(path);
    // The document is parsed JSON, which the library's type says in other words.
    const nodes = withinTime(MAX_MS, () =>
      Iterator.from(query.lazyQuery(document as JSONValue))
        .take(MAX_NODES + 1)
        .toArray(),
    );
    return nodes.length > MAX_NODES
      ? failed(`matches more than ${MAX_NODES} places`)
      : ok(distinct(nodes.map((node) => placed(document, node))));
  } catch (error) {
    if (error instanceof TimeBoundError) return failed('takes too long to find');
    if (error instanceof RangeError) return failed('leads too deep');
    if (error instanceof JSONPathError) return failed('is not a JSONPath (RFC 9535) without functions of patterns');
    throw error;
  }
}

function placed(document: object, { value, location }: JSONPathNode): FoundNode {
  const key = location.at(-1);
  if (key === undefined) return { value, parent: undefined, key: '' };
  const parent = location.slice(0, -1).reduce<unknown>((place, part) => (place as Record<string | number, unknown>)[part], document);
  return { value, parent: typeof parent === 'object' && parent !== null ? parent : undefined, key };
}

/** A path may find the same place twice. */
function distinct(nodes: readonly FoundNode[]): FoundNode[] {
  const seen = new Map<object | undefined, Set<string | number>>();
  return nodes.filter(({ parent, key }) => {
    const keys = seen.get(parent) ?? new Set();
    seen.set(parent, keys);
    return !keys.has(key) && keys.add(key);
  });
}
