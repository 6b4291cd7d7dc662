// Checks a tool's `x-mcp-header` declarations. A tool that breaks the rules must not be called over HTTP. Pure.
import { arrayOf, isObject, textOf } from './json-value.ts';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const MIRRORED_TYPES = ['string', 'boolean', 'integer'];
/** Values of these keywords are data, not schemas. */
const DATA_KEYWORDS = new Set(['default', 'const', 'enum', 'examples', 'required', 'x-mcp-header']);
const MAX_NODES = 10_000;

interface Node {
  readonly schema: unknown;
  readonly isReachable: boolean;
}

/** Why the declarations in `inputSchema` are invalid, or undefined where they are fine (or absent). */
export function headerFault(inputSchema: unknown): string | undefined {
  const names = new Set<string>();
  const queue: Node[] = isObject(inputSchema) ? childrenOf({ schema: inputSchema, isReachable: true }) : [];
  if (isObject(inputSchema) && 'x-mcp-header' in inputSchema) return 'x-mcp-header stands on the schema itself, not on a property';
  for (let at = 0; at < queue.length && at < MAX_NODES; at += 1) {
    const node = queue[at];
    if (!node || !isObject(node.schema)) continue;
    if ('x-mcp-header' in node.schema) {
      const fault = declarationFault(node.schema, node.isReachable, names);
      if (fault !== undefined) return fault;
    }
    queue.push(...childrenOf(node));
  }
  return undefined;
}

function declarationFault(schema: Readonly<Record<string, unknown>>, isReachable: boolean, names: Set<string>): string | undefined {
  const name = textOf(schema['x-mcp-header']);
  if (name === undefined || !TOKEN.test(name)) return 'x-mcp-header is not a header name';
  if (!isReachable) return `x-mcp-header "${name}" stands where an argument cannot be found by its path`;
  if (names.has(name.toLowerCase())) return `x-mcp-header "${name}" is declared twice`;
  names.add(name.toLowerCase());
  return MIRRORED_TYPES.includes(String(schema['type']))
    ? undefined
    : `x-mcp-header "${name}" is on type ${JSON.stringify(schema['type'] ?? 'any')}; only string, boolean and integer may be mirrored`;
}

/** Sub-schemas; only those under `properties` of a reachable schema are reachable themselves. */
function childrenOf({ schema, isReachable }: Node): Node[] {
  if (!isObject(schema)) return [];
  return Object.entries(schema).flatMap(([keyword, value]): Node[] => {
    if (DATA_KEYWORDS.has(keyword)) return [];
    if (keyword === 'properties' && isObject(value)) return Object.values(value).map((child) => ({ schema: child, isReachable }));
    if (Array.isArray(value)) return arrayOf(value).map((child) => ({ schema: child, isReachable: false }));
    if (!isObject(value)) return [];
    const isMap = ['$defs', 'definitions', 'patternProperties', 'dependentSchemas'].includes(keyword);
    return (isMap ? Object.values(value) : [value]).map((child) => ({ schema: child, isReachable: false }));
  });
}
