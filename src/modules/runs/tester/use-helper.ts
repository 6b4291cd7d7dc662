// The three helpers through which a tester reaches resources and prompts: steps, not tool calls.
import type { ToolUse } from '#platform/llm/model';
import type { CallResult, Catalog, ContentBlock } from '#platform/mcp/mcp';
import { stopOf } from './attempt.ts';
import type { Attempt, End } from './attempt.ts';
import { isRecord } from './block-text.ts';
import { callAnswer } from './call-answer.ts';
import type { CallAnswer } from './call-answer.ts';
import { keptForTrace } from './cut-text.ts';
import { malformed, refuseUse } from './refuse-use.ts';
import type { Refusal } from './refuse-use.ts';
import { shownResult } from './shown-result.ts';
import { tell } from './tell.ts';

/** Stands for the list of resources in `resource_read` events: it is read from the catalog, not from the server. */
const RESOURCE_LIST_URI = 'armature:resources';

export async function useHelper(attempt: Attempt, use: ToolUse): Promise<End | undefined> {
  if (use.malformed !== undefined) return refuseUse(attempt, use, malformed(`${use.malformed}. Send a JSON object`));
  const args = isRecord(use.arguments) ? use.arguments : {};
  switch (use.name) {
    case 'armature__list_resources':
      return listResources(attempt, use);
    case 'armature__read_resource':
      return typeof args['uri'] === 'string' ? readResource(attempt, use, args['uri']) : refuseUse(attempt, use, lacking('uri'));
    default:
      return typeof args['name'] === 'string'
        ? getPrompt(attempt, use, { name: args['name'], arguments: textArguments(args['arguments']) })
        : refuseUse(attempt, use, lacking('name'));
  }
}

async function listResources(attempt: Attempt, use: ToolUse): Promise<undefined> {
  const content = [{ type: 'text', text: resourceList(attempt.input.catalog) }];
  const bytes = Buffer.byteLength(content[0]?.text ?? '', 'utf8');
  await attempt.append('resource_read', {
    uri: RESOURCE_LIST_URI,
    bytes,
    content: keptForTrace(content, undefined).content,
    durationMs: 0,
  });
  show(attempt, use, { isError: false, content });
}

const resourceList = ({ resources, resourceTemplates }: Catalog): string =>
  JSON.stringify({
    resources: resources.map(({ uri, name, description, mimeType }) => ({ uri, name, description, mimeType })),
    resourceTemplates: resourceTemplates.map(({ uriTemplate, name, description, mimeType }) => ({
      uriTemplate,
      name,
      description,
      mimeType,
    })),
  });

async function readResource(attempt: Attempt, use: ToolUse, uri: string): Promise<End | undefined> {
  const result = await attempt.input.session.readResource(uri, attempt.time.signal);
  const answer = callAnswer(result.outcome);
  await attempt.append('resource_read', { uri, ...readEvent(result, answer) });
  return ending(attempt, answer) ?? show(attempt, use, { ...answer, content: answer.content.map(asText) });
}

/** What was asked for is the resource's text: a step script refers to it as to the text of any result. */
function asText(block: ContentBlock): ContentBlock {
  const { resource } = block;
  return isRecord(resource) && typeof resource['text'] === 'string' ? { type: 'text', text: resource['text'] } : block;
}

interface PromptAsked {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string>>;
}

async function getPrompt(attempt: Attempt, use: ToolUse, { name, arguments: args }: PromptAsked): Promise<End | undefined> {
  const result = await attempt.input.session.getPrompt(name, args, attempt.time.signal);
  const answer = callAnswer(result.outcome);
  await attempt.append('prompt_get', { name, ...readEvent(result, answer) });
  return ending(attempt, answer) ?? show(attempt, use, answer);
}

const readEvent = (result: CallResult, answer: CallAnswer) => ({
  bytes: result.bytes,
  content: keptForTrace(answer.content, undefined).content,
  durationMs: result.durationMs,
  ...(answer.problem === undefined ? {} : { error: answer.problem }),
});

const ending = (attempt: Attempt, answer: CallAnswer): End | undefined => stopOf(attempt) ?? (answer.ends && { error: answer.ends });

function show(attempt: Attempt, use: ToolUse, answer: CallAnswer): undefined {
  const showing = { source: use.name, maxBytes: attempt.input.limits.maxToolResultBytes, mark: attempt.mark };
  tell(attempt, use, { ...shownResult(answer, showing), isError: answer.isError });
}

const lacking = (field: string): Refusal => malformed(`the argument "${field}" is needed and must be text`);

/** Prompts take text only; other values are written as JSON. */
const textArguments = (args: unknown): Record<string, string> =>
  isRecord(args)
    ? Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
    : {};
