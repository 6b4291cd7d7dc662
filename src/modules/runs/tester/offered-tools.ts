// Which tools the tester is offered: the allowed ones of the server, and helpers for its resources and prompts.
import type { ToolOffer } from '#platform/llm/model';
import type { Catalog, CatalogPrompt, CatalogTool } from '#platform/mcp/mcp';
import { decideTool } from '#modules/workflows';
import type { ToolPolicy } from '#modules/workflows';
import { isRecord } from './block-text.ts';

export const HELPERS = ['armature__list_resources', 'armature__read_resource', 'armature__get_prompt'] as const;
export type HelperName = (typeof HELPERS)[number];

export interface Offer {
  readonly offers: readonly ToolOffer[];
  readonly helpers: ReadonlySet<string>;
  /** Every tool of the server by name, also the blocked ones. Of equal names the first counts. */
  readonly tools: ReadonlyMap<string, CatalogTool>;
}

const MAX_PROMPT_LIST = 4000;

export function offeredTools(catalog: Catalog, policy: ToolPolicy): Offer {
  const tools = new Map<string, CatalogTool>();
  for (const tool of catalog.tools) if (!tools.has(tool.name)) tools.set(tool.name, tool);
  const allowed = [...tools.values()].filter((tool) => decideTool(policy, tool).allowed).map(offerOf);
  // A server's own tool of that name comes first: it is what is tested.
  const helpers = helperOffers(catalog).filter(({ name }) => !tools.has(name));
  return { offers: [...allowed, ...helpers], helpers: new Set(helpers.map(({ name }) => name)), tools };
}

const offerOf = ({ name, description, inputSchema }: CatalogTool): ToolOffer => ({
  name,
  description: description ?? '',
  inputSchema: isRecord(inputSchema) ? inputSchema : {},
});

function helperOffers(catalog: Catalog): ToolOffer[] {
  const offers: ToolOffer[] = [];
  if (catalog.resources.length + catalog.resourceTemplates.length > 0) {
    offers.push(
      helper('armature__list_resources', 'Lists the resources and resource templates of the server.'),
      helper('armature__read_resource', 'Reads one resource of the server.', {
        properties: { uri: { type: 'string', description: 'Address of the resource.' } },
        required: ['uri'],
      }),
    );
  }
  if (catalog.prompts.length > 0) {
    const list = catalog.prompts.map(promptLine).join('\n').slice(0, MAX_PROMPT_LIST);
    offers.push(
      helper('armature__get_prompt', `Gets one prompt of the server. Its prompts:\n${list}`, {
        properties: {
          name: { type: 'string', description: 'Name of the prompt.' },
          arguments: { type: 'object', additionalProperties: { type: 'string' }, description: 'Arguments of the prompt, all text.' },
        },
        required: ['name'],
      }),
    );
  }
  return offers;
}

const helper = (name: HelperName, description: string, takes: object = { properties: {} }): ToolOffer => ({
  name,
  description,
  inputSchema: { type: 'object', ...takes, additionalProperties: false },
});

function promptLine(prompt: CatalogPrompt): string {
  const args = Array.isArray(prompt['arguments']) ? (prompt['arguments'] as readonly unknown[]) : [];
  const names = args.map((arg) => (isRecord(arg) && typeof arg['name'] === 'string' ? arg['name'] : '')).filter((name) => name !== '');
  return `- ${prompt.name}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
}
