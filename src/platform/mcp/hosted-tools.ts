// Lists our tools, in pages where there are many, and calls them.
import type { CallToolResult, ContentBlock, InputRequiredResult, InputRequests, Tool } from '@modelcontextprotocol/server';
import type { InputAsked, ToolAnswer } from './define-tool.ts';
import { ELICITATION } from './hosted-context.ts';
import { refusedFields } from './hosted-errors.ts';
import { pageOf } from './hosted-pages.ts';
import type { ListedTool } from './hosted-pages.ts';
import type { Serving } from './hosted-serving.ts';
import { objectOf } from './json-value.ts';

export function serveTools({ server, hosted, handled }: Serving): void {
  server.setRequestHandler('tools/list', ({ params }, context) =>
    handled(context, () => {
      const { tools, nextCursor } = pageOf(hosted.tools, params?.cursor);
      return { tools: tools.map(asTool), ...(nextCursor === undefined ? {} : { nextCursor }) };
    }),
  );
  server.setRequestHandler('tools/call', ({ params }, context) =>
    handled(context, async (own) => {
      const tool = hosted.tools.find(({ name }) => name === params.name);
      if (tool === undefined)
        throw hosted.refuseTool?.(params.name) ?? refusedFields([{ field: 'name', message: 'There is no such tool.' }]);
      return asResult(await tool.call(params.arguments, own));
    }),
  );
}

/** Both schemas are the object schemas that the library's type asks for: whoever makes a tool sees to it. */
const asTool = (tool: ListedTool): Tool => tool as unknown as Tool;

const asResult = (answer: ToolAnswer): CallToolResult | InputRequiredResult =>
  answer.asks === undefined ? complete(answer) : inputRequired(answer.asks);

/** Blocks are checked by the library itself before they are sent. */
const complete = (answer: ToolAnswer): CallToolResult => ({
  content: answer.content as unknown as ContentBlock[],
  ...(answer.structuredContent === undefined ? {} : { structuredContent: objectOf(answer.structuredContent) }),
  ...(answer.isError ? { isError: true } : {}),
});

/** The library refuses it where the caller did not say that it can ask its person. */
function inputRequired({ state, elicitation }: InputAsked): InputRequiredResult {
  const asked: { inputRequests?: InputRequests } =
    elicitation === undefined ? {} : { inputRequests: { [ELICITATION]: requestOf(elicitation) } };
  return { resultType: 'input_required', requestState: state, ...asked };
}

/** For a page the library's type asks for the id of an earlier revision, which this one does not have. */
function requestOf({ message, url }: NonNullable<InputAsked['elicitation']>): InputRequests[string] {
  const form = { mode: 'form', message, requestedSchema: { type: 'object', properties: {} } };
  const params = url === undefined ? form : { mode: 'url', message, url };
  return { method: 'elicitation/create', params } as InputRequests[string];
}
