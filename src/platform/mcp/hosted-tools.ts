// Lists and calls our tools.
import type { CallToolResult, ContentBlock, Tool } from '@modelcontextprotocol/server';
import type { HostedTool, ToolAnswer } from './define-tool.ts';
import { refusedFields } from './hosted-errors.ts';
import type { Serving } from './hosted-serving.ts';
import { objectOf } from './json-value.ts';

export function serveTools({ server, hosted, handled }: Serving): void {
  server.setRequestHandler('tools/list', () => ({ tools: hosted.tools.map(listed) }));
  server.setRequestHandler('tools/call', ({ params }, context) =>
    handled(context, async (own) => {
      const tool = hosted.tools.find(({ name }) => name === params.name);
      if (tool === undefined)
        throw hosted.refuseTool?.(params.name) ?? refusedFields([{ field: 'name', message: 'There is no such tool.' }]);
      return asResult(await tool.call(params.arguments, own));
    }),
  );
}

/** `defineTool` derives both schemas from zod objects, which are the object schemas the library's type asks for. */
function listed({ name, title, description, inputSchema, outputSchema, annotations }: HostedTool): Tool {
  const described = { name, title, description, inputSchema, ...(outputSchema === undefined ? {} : { outputSchema }), annotations };
  return described as unknown as Tool;
}

/** Blocks are checked by the library itself before they are sent. */
const asResult = (answer: ToolAnswer): CallToolResult => ({
  content: answer.content as unknown as ContentBlock[],
  ...(answer.structuredContent === undefined ? {} : { structuredContent: objectOf(answer.structuredContent) }),
  ...(answer.isError ? { isError: true } : {}),
});
