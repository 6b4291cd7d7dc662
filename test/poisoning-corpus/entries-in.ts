// A whole catalog as samples: each entry first among its neighbours.
import type { Catalog } from '#platform/mcp/mcp';
import type { Sample } from './sample.ts';

export function entriesIn(server: string, catalog: Catalog): Sample[] {
  const first = <T>(list: readonly T[], i: number): T[] => [...list.slice(i, i + 1), ...list.slice(0, i), ...list.slice(i + 1)];
  const none: Catalog = { tools: [], resources: [], resourceTemplates: [], prompts: [] };
  return [
    ...catalog.tools.map((tool, i) => ({ about: `${server}: ${tool.name}`, catalog: { ...none, tools: first(catalog.tools, i) } })),
    ...catalog.resources.map((one) => ({ about: `${server}: ${one.uri}`, catalog: { ...none, resources: [one] } })),
    ...catalog.resourceTemplates.map((one) => ({ about: `${server}: ${one.uriTemplate}`, catalog: { ...none, resourceTemplates: [one] } })),
    ...catalog.prompts.map((one) => ({ about: `${server}: ${one.name}`, catalog: { ...none, prompts: [one] } })),
  ];
}
