// What no schema of a stranger may contain, found before it reaches the compiler: depth, size in nodes, references elsewhere.
const MAX_DEPTH = 64;
const MAX_NODES = 20_000;
const REFERENCES = new Set(['$ref', '$dynamicRef', '$recursiveRef']);
/** Below these stand values, not schemas. */
const DATA_KEYWORDS = new Set(['const', 'enum', 'default', 'examples']);

/** The fault, as the end of the sentence "this field …", or undefined. */
export function faultOfSchema(schema: unknown): string | undefined {
  const ids = new Set<string>();
  const references: string[] = [];
  const count = { nodes: 0 };
  const fault = walk(schema, { depth: 0, isData: false }, { ids, references, count });
  if (fault) return fault;
  const isLocal = (reference: string): boolean => reference.startsWith('#') || ids.has(reference.split('#')[0] ?? '');
  const remote = references.find((reference) => !isLocal(reference));
  return remote === undefined ? undefined : `has a reference outside of itself (${remote.slice(0, 100)}); references must begin with #`;
}

interface Found {
  readonly ids: Set<string>;
  readonly references: string[];
  readonly count: { nodes: number };
}

function walk(value: unknown, at: { readonly depth: number; readonly isData: boolean }, found: Found): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  found.count.nodes += 1;
  if (at.depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
  if (found.count.nodes > MAX_NODES) return `has more than ${MAX_NODES} parts`;
  for (const [name, inner] of Object.entries(value)) {
    const isData = at.isData || DATA_KEYWORDS.has(name);
    if (!isData && typeof inner === 'string') note(name, inner, found);
    const fault = walk(inner, { depth: at.depth + 1, isData }, found);
    if (fault) return fault;
  }
  return undefined;
}

function note(name: string, text: string, found: Found): void {
  if (name === '$id') found.ids.add(text.replace(/#$/, ''));
  if (REFERENCES.has(name)) found.references.push(text);
}
