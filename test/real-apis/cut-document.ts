// Cuts a large OpenAPI document to some of its operations and what they refer to. Pure.
import { entriesOf, objectOf } from './json-members.ts';
import type { Json } from './json-members.ts';

/**
 * Of the answers only successes stay: a document's one schema of errors may lead to half of it. A field that holds an id unless it is
 * asked to be expanded holds an id.
 */
export function cutDocument(document: Json, operationIds: readonly string[]): Json {
  const wanted = new Set(operationIds);
  const paths = kept(document['paths'], (item) => cutItem(item, wanted));
  const found = new Set(operationIdsIn(paths));
  const missing = operationIds.filter((id) => !found.has(id));
  if (missing.length > 0) throw new Error(`The document has no operation ${missing.join(', ')}`);
  const { openapi, info, servers, security } = document;
  const components = objectOf(document['components']);
  const used = usedComponents(paths, components);
  return {
    openapi,
    info,
    ...(servers === undefined ? {} : { servers }),
    ...(security === undefined ? {} : { security }),
    paths,
    components: { ...used, ...(components['securitySchemes'] === undefined ? {} : { securitySchemes: components['securitySchemes'] }) },
  };
}

const operationIdsIn = (paths: Json): unknown[] =>
  Object.values(paths)
    .flatMap((item) => Object.values(objectOf(item)))
    .map((operation) => objectOf(operation)['operationId']);

function kept(members: unknown, cut: (member: Json) => unknown): Json {
  const entries = entriesOf(members).map(([name, member]) => [name, cut(objectOf(member))] as const);
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
}

function cutItem(item: Json, wanted: ReadonlySet<string>): Json | undefined {
  const operations = kept(item, (operation) => (wanted.has(String(operation['operationId'])) ? cutOperation(operation) : undefined));
  if (Object.keys(operations).length === 0) return undefined;
  return { ...(item['parameters'] === undefined ? {} : { parameters: item['parameters'] }), ...operations };
}

function cutOperation(operation: Json): Json {
  const responses = entriesOf(operation['responses']).filter(([status]) => status.startsWith('2'));
  return objectOf(withoutExpansions({ ...operation, responses: Object.fromEntries(responses) }));
}

function withoutExpansions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExpansions);
  if (typeof value !== 'object' || value === null) return value;
  const { 'x-expansionResources': expansions, ...members } = value as Json;
  const plain = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, withoutExpansions(member)]));
  const { anyOf } = plain;
  if (expansions === undefined || !Array.isArray(anyOf)) return plain;
  return { ...plain, anyOf: anyOf.filter((alternative) => objectOf(alternative)['type'] === 'string') };
}

/** By kind and name. */
function usedComponents(paths: Json, components: Json): Json {
  const used: Record<string, Record<string, unknown>> = {};
  const reached = new Set(referencesIn(paths));
  // A set goes on over what is added to it meanwhile.
  for (const reference of reached) {
    const [, , kind = '', name = ''] = reference.split('/');
    const component = withoutExpansions(objectOf(components[kind])[name]);
    used[kind] = { ...used[kind], [name]: component };
    for (const further of referencesIn(component)) reached.add(further);
  }
  return used;
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const { $ref: reference } = value as Json;
  const own = typeof reference === 'string' && reference.startsWith('#/components/') ? [reference] : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}
