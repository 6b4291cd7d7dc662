// The client most agents still embed, at /api/mcp.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '#modules/access';
import { createServer } from '#modules/servers';
import { makeConformanceWorld } from './conformance-world.ts';
import type { ConformanceWorld } from './conformance-world.ts';
import { READING_TOOLS, REPAIR_PATH, repairApp, VERSION } from './repair-app.ts';

let conformance: ConformanceWorld;
let url: string;

beforeAll(async () => {
  conformance = await makeConformanceWorld();
  ({ url } = await conformance.serve(repairApp(conformance.world.deps), REPAIR_PATH));
});
afterAll(() => conformance.close());

async function withClient<T>(use: (client: Client) => Promise<T>, token = conformance.token): Promise<T> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization: `Bearer ${token}` } } }));
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

describe('the SDK most agents embed', () => {
  test('lists all there is, and is not offered what there is not', async () => {
    await withClient(async (client) => {
      expect(client.getServerVersion()).toMatchObject({ name: 'armature', version: VERSION });
      expect(client.getServerCapabilities()).toEqual({ tools: {}, resources: {}, prompts: {}, completions: {} });
      expect((await client.listTools()).tools).toHaveLength(14);
      expect((await client.listResources()).resources).toHaveLength(2);
      expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(6);
      expect((await client.listPrompts()).prompts).toHaveLength(2);
    });
  });

  test('sees as many tools as the role of its key goes', async () => {
    const { token } = await createApiKey(conformance.world.vera, { name: 'vera', role: 'viewer' });
    const names = await withClient(async (client) => (await client.listTools()).tools.map(({ name }) => name), token);
    expect(names).toEqual(expect.arrayContaining(READING_TOOLS));
    expect(names).not.toContain('run_workflow_now');
  });

  test('calls with the output schema enforced, with and without progress', async () => {
    await withClient(async (client) => {
      await client.listTools();
      for (const options of [{}, { onprogress: () => undefined }]) {
        const called = await client.callTool({ name: 'list_mcp_servers', arguments: {} }, undefined, options);
        expect(called.structuredContent).toEqual({ servers: [], nextCursor: null });
        expect(called.content).toEqual([{ type: 'text', text: JSON.stringify(called.structuredContent) }]);
      }
    });
  });

  test('reads a resource, and is told which one is not there', async () => {
    await withClient(async (client) => {
      const { contents } = await client.readResource({ uri: 'armature://catalog/models' });
      expect(contents).toMatchObject([{ mimeType: 'application/json' }]);
      const uri = `armature://runs/run_${crypto.randomUUID()}/trace`;
      await expect(client.readResource({ uri })).rejects.toMatchObject({ code: -32002, data: { code: 'run_not_found', uri } });
      await expect(client.readResource({ uri: 'armature://nothing' })).rejects.toMatchObject({
        code: -32602,
        data: { code: 'validation_failed', uri: 'armature://nothing' },
      });
    });
  });

  test('is told what a prompt needs, completes it and gets it', async () => {
    await withClient(async (client) => {
      await expect(client.getPrompt({ name: 'repair_failing_workflow' })).rejects.toMatchObject({
        code: -32602,
        data: { details: { fieldErrors: [{ field: 'runId' }] } },
      });
      const { id } = await createServer(conformance.world.ada, { name: 'Shop', baseUrl: 'http://127.0.0.1:9/mcp', skipProbe: true });
      const ref = { type: 'ref/prompt' as const, name: 'design_workflow_suite' };
      const { completion } = await client.complete({ ref, argument: { name: 'mcpServerId', value: 'mcp_' } });
      expect(completion).toEqual({ values: [id], total: 1, hasMore: false });
      const { messages } = await client.getPrompt({ name: ref.name, arguments: { mcpServerId: id } });
      expect(messages).toMatchObject([{ role: 'user', content: { type: 'text', text: expect.stringContaining(id) } }]);
    });
  });

  test('gets a typed error with its data', async () => {
    await withClient(async (client) => {
      await expect(client.callTool({ name: 'inspect_run', arguments: { runId: 'nonsense', more: 1 } })).rejects.toMatchObject({
        code: -32602,
        data: { code: 'validation_failed' },
      });
    });
  });
});
