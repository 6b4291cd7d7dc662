// Removes secrets, and what PostgreSQL cannot hold, from what a server lists: from names and addresses too, even though an entry
// that put a credential of ours into its name can then no longer be called.
import type { Catalog } from '#platform/mcp/mcp';
import type { Redactor } from '#platform/secrets/redact';

export function cleanCatalog(catalog: Catalog, redactor: Redactor): Catalog {
  // Entry by entry, so that one huge entry cannot use up the redactor's bounds for the others.
  return {
    tools: catalog.tools.map((tool) => ({ ...redactor.redact(tool), name: nameOf(tool.name, redactor) })),
    resources: catalog.resources.map((resource) => ({
      ...redactor.redact(resource),
      uri: nameOf(resource.uri, redactor),
      name: nameOf(resource.name, redactor),
    })),
    resourceTemplates: catalog.resourceTemplates.map((template) => ({
      ...redactor.redact(template),
      uriTemplate: nameOf(template.uriTemplate, redactor),
      name: nameOf(template.name, redactor),
    })),
    prompts: catalog.prompts.map((prompt) => ({ ...redactor.redact(prompt), name: nameOf(prompt.name, redactor) })),
  };
}

const nameOf = (name: string, redactor: Redactor): string => redactor.redactText(storable(name));

const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
