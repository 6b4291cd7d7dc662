// Reads one raw list: which entries can be kept, and what is wrong with them. Pure.
import { headerFault } from './header-declarations.ts';
import { isObject, objectOf, textOf } from './json-value.ts';
import type { CatalogPrompt, CatalogResource, CatalogTemplate, CatalogTool, Era, Finding } from './mcp.ts';

/** Tools a client library may refuse to list are kept here all the same, and named. */
export function readTools(entries: readonly unknown[], era: Era): { tools: CatalogTool[]; findings: Finding[] } {
  const tools: CatalogTool[] = [];
  const findings: Finding[] = [];
  const names = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const name = isObject(entry) ? textOf(entry['name']) : undefined;
    if (!isObject(entry) || name === undefined || name === '') {
      findings.push({
        rule: 'unlistable_tool',
        severity: 'error',
        message: `Entry ${index + 1} of the tool list has no name; it cannot be called.`,
      });
      continue;
    }
    findings.push(...toolFindings(entry, name, era));
    if (names.has(name))
      findings.push(fault('duplicate_tool_name', name, `Two tools are called '${name}'; which one a call reaches is unknown.`));
    names.add(name);
    tools.push({ ...entry, name, inputSchema: objectOf(entry['inputSchema']), ...objectsOnly(entry) });
  }
  return { tools, findings };
}

function toolFindings(entry: Readonly<Record<string, unknown>>, name: string, era: Era): Finding[] {
  const findings: Finding[] = [];
  if (objectOf(entry['inputSchema'])['type'] !== 'object') {
    findings.push(
      fault(
        'unlistable_tool',
        name,
        `The input schema of '${name}' is not of type "object"; typed clients refuse the whole list because of it.`,
      ),
    );
  }
  const badHeader = era === 'modern' ? headerFault(entry['inputSchema']) : undefined;
  if (badHeader !== undefined) findings.push(fault('hidden_tool', name, `Clients must hide '${name}': ${badHeader}.`));
  if ((textOf(entry['description']) ?? '').trim() === '') {
    findings.push({ rule: 'no_description', severity: 'warning', toolName: name, message: `tool '${name}' has no description` });
  }
  return findings;
}

/** Optional fields whose wrong type would lie about ours: left out when they are not objects. */
function objectsOnly(entry: Readonly<Record<string, unknown>>): Partial<CatalogTool> {
  return {
    ...('outputSchema' in entry ? { outputSchema: isObject(entry['outputSchema']) ? entry['outputSchema'] : undefined } : {}),
    ...('annotations' in entry ? { annotations: isObject(entry['annotations']) ? entry['annotations'] : undefined } : {}),
    ...('title' in entry ? { title: textOf(entry['title']) } : {}),
    ...('description' in entry ? { description: textOf(entry['description']) } : {}),
  };
}

export const readResources = (entries: readonly unknown[]): CatalogResource[] =>
  entries.filter(isObject).flatMap((entry) => {
    const uri = textOf(entry['uri']);
    return uri === undefined ? [] : [{ ...entry, uri, name: textOf(entry['name']) ?? uri }];
  });

export const readTemplates = (entries: readonly unknown[]): CatalogTemplate[] =>
  entries.filter(isObject).flatMap((entry) => {
    const uriTemplate = textOf(entry['uriTemplate']);
    return uriTemplate === undefined ? [] : [{ ...entry, uriTemplate, name: textOf(entry['name']) ?? uriTemplate }];
  });

export const readPrompts = (entries: readonly unknown[]): CatalogPrompt[] =>
  entries.filter(isObject).flatMap((entry) => {
    const name = textOf(entry['name']);
    return name === undefined ? [] : [{ ...entry, name }];
  });

/** Fields every result of a modern list must carry. */
export function pageFindings(method: string, page: Readonly<Record<string, unknown>>, era: Era): Finding[] {
  if (era === 'legacy') return [];
  const missing = ['ttlMs', 'cacheScope'].filter((field) => !(field in page));
  return [
    ...('resultType' in page
      ? []
      : [{ rule: 'missing_result_type', severity: 'error', message: `The answer to ${method} has no resultType.` } as const]),
    ...(missing.length === 0
      ? []
      : [
          { rule: 'missing_cache_hints', severity: 'warning', message: `The answer to ${method} lacks ${missing.join(' and ')}.` } as const,
        ]),
  ];
}

const fault = (rule: Finding['rule'], toolName: string, message: string): Finding => ({ rule, severity: 'error', toolName, message });
