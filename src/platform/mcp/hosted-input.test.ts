// A tool that cannot answer yet: what a modern caller is told and brings back, and what a legacy one is spared.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineTool, InputNeeded, RpcError, ToolFailure } from './define-tool.ts';
import type { HostedServer, ToolContext } from './define-tool.ts';
import { mcpHandler } from './host.ts';

const input = z.strictObject({});
const output = z.object({ told: z.unknown() });
const plain = { description: 'Waits.', annotations: {}, input, output };
const toldOf = ({ era, elicits, requestState, elicited }: ToolContext) => ({ told: { era, elicits, requestState, elicited } });

const waiting: HostedServer = {
  name: 'waiting',
  title: 'Waiting',
  version: '1',
  instructions: '',
  tools: [
    defineTool({
      ...plain,
      name: 'decide',
      title: 'Decide',
      run: (_input, context) => {
        if (context.requestState === 'sealed') return toldOf(context);
        if (context.requestState !== undefined) throw new RpcError(-32602, 'requestState: is none of ours');
        if (context.era === 'legacy') return new ToolFailure('waits for a person', { told: 'approval_pending' });
        const url = context.elicits.url ? 'https://armature.example/approvals/1' : undefined;
        const elicitation = context.elicits.form ? { message: 'Please look', url } : undefined;
        return new InputNeeded({ state: 'sealed', elicitation });
      },
    }),
  ],
  resources: [],
  resourceTemplates: [],
  prompts: [],
  listCacheScope: 'private',
};

const handle = mcpHandler((_caller: undefined) => waiting);

interface Answer {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

async function call(era: 'modern' | 'legacy', capabilities: object, more: object = {}): Promise<Answer> {
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': capabilities };
  const params = { name: 'decide', arguments: {}, ...(era === 'modern' ? { _meta: meta } : {}), ...more };
  const response = await handle(
    new Request('http://host.test/mcp', {
      method: 'POST',
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(era === 'modern'
          ? { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'decide' }
          : { 'mcp-protocol-version': '2025-11-25' }),
      },
    }),
    undefined,
  );
  return (await response.json()) as Answer;
}

describe('a modern caller', () => {
  test('without a way to ask its person gets the state alone', async () => {
    const { result } = await call('modern', {});
    expect(result).toMatchObject({ resultType: 'input_required', requestState: 'sealed' });
    expect(result).not.toHaveProperty('inputRequests');
    expect(result).not.toHaveProperty('content');
  });

  test.each([{ elicitation: {} }, { elicitation: { form: {} } }])(
    'that shows forms gets a message to confirm: %j',
    async (capabilities) => {
      expect((await call('modern', capabilities)).result).toMatchObject({
        resultType: 'input_required',
        requestState: 'sealed',
        inputRequests: { decision: { method: 'elicitation/create', params: { mode: 'form', message: 'Please look' } } },
      });
    },
  );

  test('that opens pages gets the page', async () => {
    expect((await call('modern', { elicitation: { form: {}, url: {} } })).result).toMatchObject({
      inputRequests: { decision: { method: 'elicitation/create', params: { mode: 'url', url: 'https://armature.example/approvals/1' } } },
    });
  });

  test('comes back with the state and with what its person did', async () => {
    const more = { requestState: 'sealed', inputResponses: { decision: { action: 'decline' }, other: { action: 'accept' } } };
    expect((await call('modern', { elicitation: { url: {} } }, more)).result).toMatchObject({
      structuredContent: { told: { era: 'modern', elicits: { form: false, url: true }, requestState: 'sealed', elicited: 'decline' } },
    });
  });

  test('that comes back with another state is refused by the tool', async () => {
    expect((await call('modern', {}, { requestState: 'forged' })).error).toMatchObject({ code: -32602 });
  });
});

test('a legacy caller gets a failure that says more than its text', async () => {
  expect((await call('legacy', {})).result).toMatchObject({
    isError: true,
    content: [{ type: 'text', text: 'waits for a person' }],
    structuredContent: { told: 'approval_pending' },
  });
});
