// Removes secrets, and what PostgreSQL cannot hold, from what a server lists. Names stay: calls need them.
import type { Catalog } from '#platform/mcp/mcp';
import type { Redactor } from '#platform/secrets/redact';

export function cleanCatalog(catalog: Catalog, redactor: Redactor): Catalog {
  // Entry by entry, so that one huge entry cannot use up the redactor's bounds for the others.
  return {
    tools: catalog.tools.map((tool) => ({ ...redactor.redact(tool), name: storable(tool.name) })),
    resources: catalog.resources.map((resource) => ({
      ...redactor.redact(resource),
      uri: storable(resource.uri),
      name: storable(resource.name),
    })),
    resourceTemplates: catalog.resourceTemplates.map((template) => ({
      ...redactor.redact(template),
      uriTemplate: storable(template.uriTemplate),
      name: storable(template.name),
    })),
    prompts: catalog.prompts.map((prompt) => ({ ...redactor.redact(prompt), name: storable(prompt.name) })),
  };
}

const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
