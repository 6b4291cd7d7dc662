// The three helpers through which a tester reaches resources and prompts: steps, not tool calls.
import type { ToolUse } from '#platform/llm/model';
import type { CallResult, Catalog, ContentBlock } from '#platform/mcp/mcp';
import { stopOf } from './attempt.ts';
import type { Attempt, End } from './attempt.ts';
import { isRecord } from './block-text.ts';
import { callAnswer } from './call-answer.ts';
import type { CallAnswer } from './call-answer.ts';
import { keptForTrace } from './cut-text.ts';
import { shownResult } from './shown-result.ts';
import { tell } from './tell.ts';

/** Stands for the list of resources in `resource_read` events: it is read from the catalog, not from the server. */
export const RESOURCE_LIST_URI = 'armature:resources';

export async function useHelper(attempt: Attempt, use: ToolUse): Promise<End | undefined> {
  const args = isRecord(use.arguments) ? use.arguments : {};
  switch (use.name) {
    case 'armature__list_resources':
      return listResources(attempt, use);
    case 'armature__read_resource':
      return typeof args['uri'] === 'string' ? readResource(attempt, use, args['uri']) : refuse(attempt, use, 'uri');
    default:
      return typeof args['name'] === 'string' ? getPrompt(attempt, use, args['name'], textArguments(args['arguments'])) : refuse(attempt, use, 'name');
  }
}

async function listResources(attempt: Attempt, use: ToolUse): Promise<undefined> {
  const content = [{ type: 'text', text: resourceList(attempt.input.catalog) }];
  const bytes = Buffer.byteLength(content[0]?.text ?? '', 'utf8');
  await attempt.append('resource_read', { uri: RESOURCE_LIST_URI, bytes, content: keptForTrace(content, undefined).content, durationMs: 0 });
  show(attempt, use, { isError: false, content });
}

const resourceList = ({ resources, resourceTemplates }: Catalog): string =>
  JSON.stringify({
    resources: resources.map(({ uri, name, description, mimeType }) => ({ uri, name, description, mimeType })),
    resourceTemplates: resourceTemplates.map(({ uriTemplate, name, description, mimeType }) => ({ uriTemplate, name, description, mimeType })),
  });

async function readResource(attempt: Attempt, use: ToolUse, uri: string): Promise<End | undefined> {
  const result = await attempt.input.session.readResource(uri, attempt.time.signal);
  const answer = callAnswer(result.outcome);
  await attempt.append('resource_read', { uri, ...readEvent(result, answer) });
  return ending(attempt, answer) ?? show(attempt, use, answer);
}

async function getPrompt(attempt: Attempt, use: ToolUse, name: string, args: Readonly<Record<string, string>>): Promise<End | undefined> {
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
  tell(attempt, use, shownResult(answer, showing), answer.isError);
}

function refuse(attempt: Attempt, use: ToolUse, field: string): undefined {
  const problem = `The argument "${field}" is needed and must be text.`;
  const content: ContentBlock[] = [];
  show(attempt, use, { isError: true, content, problem });
}

/** Prompts take text only; other values are written as JSON. */
const textArguments = (args: unknown): Record<string, string> =>
  isRecord(args) ? Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])) : {};
