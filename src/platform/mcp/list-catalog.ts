// Lists everything a server offers, from the raw frames: one malformed entry must not hide the others.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { pageFindings, readPrompts, readResources, readTemplates, readTools } from './catalog-findings.ts';
import { failedContact } from './failure-facts.ts';
import type { Reach } from './failure-facts.ts';
import { answerOf } from './frames.ts';
import type { Answer } from './frames.ts';
import { arrayOf, isDeeperThan, isObject, objectOf, textOf } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import type { RequestLimits } from './link.ts';
import type { Catalog, ContactFailure, Era, Finding, McpTarget } from './mcp.ts';
import { schemaFindings } from './schema-findings.ts';
import { placeOf } from './target-place.ts';

const MAX_ENTRIES = 1000;
/** Far beyond any schema that means something, and far below what the engine can write as JSON again. */
const MAX_LEVELS = 500;
const METHOD_NOT_FOUND = -32601;

export interface Listing extends Reach {
  readonly era: Era;
  readonly limits: RequestLimits;
}

interface Kind {
  readonly method: 'tools/list' | 'resources/list' | 'resources/templates/list' | 'prompts/list';
  readonly field: string;
  readonly capability: 'tools' | 'resources' | 'prompts';
}

const KINDS = {
  tools: { method: 'tools/list', field: 'tools', capability: 'tools' },
  resources: { method: 'resources/list', field: 'resources', capability: 'resources' },
  resourceTemplates: { method: 'resources/templates/list', field: 'resourceTemplates', capability: 'resources' },
  prompts: { method: 'prompts/list', field: 'prompts', capability: 'prompts' },
} satisfies Record<keyof Catalog, Kind>;

export interface Listed {
  readonly catalog: Catalog;
  readonly findings: readonly Finding[];
}

export async function listCatalog(listing: Listing): Promise<Outcome<Listed, ContactFailure>> {
  const tools = await listDeclared(listing, KINDS.tools);
  if (!tools.ok) return tools;
  // Side by side, as other clients ask for them too: what a run costs beside its calls is mostly waiting for these.
  const [resources, templates, prompts] = await Promise.all([
    listDeclared(listing, KINDS.resources),
    listDeclared(listing, KINDS.resourceTemplates),
    listDeclared(listing, KINDS.prompts),
  ]);
  if (!resources.ok) return resources;
  if (!templates.ok) return templates;
  if (!prompts.ok) return prompts;
  const read = readTools(tools.value.entries, listing.era);
  return ok({
    catalog: {
      tools: read.tools,
      resources: readResources(resources.value.entries),
      resourceTemplates: readTemplates(templates.value.entries),
      prompts: readPrompts(prompts.value.entries),
    },
    findings: [tools, resources, templates, prompts]
      .flatMap(({ value }) => value.findings)
      .concat(read.findings, schemaFindings(read.tools, listing.era)),
  });
}

/** Tools are asked for even where none are declared: older servers forget to. */
async function listDeclared(listing: Listing, kind: Kind): Promise<Outcome<Entries, ContactFailure>> {
  const isDeclared = objectOf(listing.link.client.getServerCapabilities())[kind.capability] !== undefined;
  return isDeclared || kind === KINDS.tools ? listKind(listing, kind, isDeclared) : ok({ entries: [], findings: [] });
}

interface Entries {
  readonly entries: readonly unknown[];
  readonly findings: readonly Finding[];
}

async function listKind(listing: Listing, kind: Kind, isDeclared: boolean): Promise<Outcome<Entries, ContactFailure>> {
  const entries: unknown[] = [];
  const findings = new Map<string, Finding>();
  const note = (finding: Finding): void => void findings.set(finding.message, finding);
  const cursors = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const page = await listPage(listing, kind, cursor);
    if (!page.ok) return page;
    if (page.value === 'no_such_method') {
      if (isDeclared) note(missingMethod(kind));
      break;
    }
    for (const finding of pageFindings(kind.method, page.value, listing.era)) note(finding);
    entries.push(...arrayOf(page.value[kind.field]));
    cursor = textOf(page.value['nextCursor']);
    if (cursor === undefined) break;
    if (entries.length >= MAX_ENTRIES || cursors.has(cursor) || cursors.size >= MAX_ENTRIES) {
      note(truncated(kind, cursors.has(cursor) ? 'the server repeats a page' : `only the first ${MAX_ENTRIES} are read`));
      break;
    }
    cursors.add(cursor);
  }
  if (entries.length > MAX_ENTRIES) note(truncated(kind, `only the first ${MAX_ENTRIES} are read`));
  const read = entries.slice(0, MAX_ENTRIES).filter((entry) => !isDeeperThan(entry, MAX_LEVELS));
  if (read.length < Math.min(entries.length, MAX_ENTRIES))
    note(truncated(kind, `what is nested more than ${MAX_LEVELS} levels deep is not read`));
  return ok({ entries: read, findings: [...findings.values()] });
}

/** One page as it was on the wire; the SDK's reading of it is only the fallback for a page too long to keep. */
async function listPage(
  listing: Listing,
  kind: Kind,
  cursor: string | undefined,
): Promise<Outcome<JsonObject | 'no_such_method', ContactFailure>> {
  const { link, target, limits } = listing;
  const params = cursor === undefined ? {} : { cursor };
  const settled = await link.request((options) => link.client.request({ method: kind.method, params }, options), limits);
  const exchange = settled.exchanges.at(-1);
  const { result, error } = partsOf(exchange ? answerOf(exchange) : undefined);
  if (result) return Array.isArray(result[kind.field]) ? ok(result) : failed(malformed(target, kind, 'its answer holds no list'));
  if (error?.['code'] === METHOD_NOT_FOUND) return ok('no_such_method');
  if (settled.result.ok) return ok(objectOf(settled.result.value));
  if (exchange?.isTruncated) return failed(malformed(target, kind, 'its answer is longer than 8 MiB and cannot be read'));
  return failed(failedContact(listing, settled, 'list').failure);
}

const partsOf = (answer: Answer | undefined): { readonly result?: JsonObject; readonly error?: JsonObject } => {
  if (answer === undefined) return {};
  if ('error' in answer) return { error: answer.error };
  return isObject(answer.result) ? { result: answer.result } : {};
};

const malformed = (target: McpTarget, kind: Kind, what: string): ContactFailure => ({
  code: 'list_failed',
  phase: 'list',
  hadHttpStatus: true,
  message: `${placeOf(target)} did not list ${kind.field}: ${what} (${kind.method}).`,
});

const missingMethod = (kind: Kind): Finding => ({
  rule: 'capability_without_method',
  severity: 'warning',
  message: `The server declares ${kind.capability} but answers ${kind.method} with "method not found".`,
});

const truncated = (kind: Kind, why: string): Finding => ({
  rule: 'list_truncated',
  severity: 'warning',
  message: `The list of ${kind.field} is incomplete: ${why}.`,
});
