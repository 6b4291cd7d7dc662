// A catalog as one list of entries, each with its kind and its key, normalised for hash and comparison.
import type { Catalog } from '#platform/mcp/mcp';
import type { EntryKind } from '../server.ts';
import { byText, isObject, without } from './canonical.ts';
import type { JsonObject } from './canonical.ts';

export interface CatalogEntry {
  readonly kind: EntryKind;
  /** What identifies it: the name of a tool or prompt, the URI of a resource, the template of a template. */
  readonly name: string;
  readonly definition: JsonObject;
}

/** Fields of the wire or of one era only: they say nothing about what the server offers. */
const ERA_FIELDS = ['execution', 'ttlMs', 'cacheScope', 'resultType'];
/** What `getCatalog` adds to an entry; its answers can be compared too. */
const OWN_FIELDS = ['id', 'active', 'firstSeenAt', 'lastSeenAt'];

/** All entries, sorted by kind and name. Of two with one name the first counts. */
export function entriesOf(catalog: Catalog): CatalogEntry[] {
  const all: CatalogEntry[] = [
    ...catalog.tools.map((tool) => ({ kind: 'tool' as const, name: tool.name, definition: { ...tool } })),
    ...catalog.resources.map((resource) => ({ kind: 'resource' as const, name: resource.uri, definition: { ...resource } })),
    ...catalog.resourceTemplates.map((template) => ({
      kind: 'resource_template' as const,
      name: template.uriTemplate,
      definition: { ...template },
    })),
    ...catalog.prompts.map((prompt) => ({ kind: 'prompt' as const, name: prompt.name, definition: { ...prompt } })),
  ];
  const first = new Map<string, CatalogEntry>();
  for (const entry of all) {
    const key = keyOf(entry);
    if (!first.has(key)) first.set(key, entry);
  }
  return [...first.values()].toSorted((a, b) => byText(a.kind, b.kind) || byText(a.name, b.name));
}

export const keyOf = ({ kind, name }: { readonly kind: EntryKind; readonly name: string }): string => `${kind} ${name}`;

/** The definition without what is not compared: era fields, our own, and the dialect mark of its schemas. */
export function normalised(definition: JsonObject): JsonObject {
  const kept = without(definition, [...ERA_FIELDS, ...OWN_FIELDS]);
  const schemas = ['inputSchema', 'outputSchema'].flatMap((field) => {
    const schema = kept[field];
    return isObject(schema) ? [[field, without(schema, ['$schema'])]] : [];
  });
  return { ...kept, ...Object.fromEntries(schemas) };
}
