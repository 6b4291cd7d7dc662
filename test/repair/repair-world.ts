// The repair endpoint as agents meet it: the real application on a real port, over organizations that have a real MCP server under test.
import { expect } from 'vitest';
import type { Role } from '#kernel/role';
import { createApiKey } from '#modules/access';
import { settleEvents } from '#modules/analytics';
import { executeRun, startRuns } from '#modules/runs';
import type { Ctx, Deps, Settings } from '#platform/ctx';
import { createApi } from '../../src/surfaces/api/app.ts';
import { listen } from '../../src/surfaces/api/listen.ts';
import { createRepairMcp } from '../../src/surfaces/repair-mcp/server.ts';
import { makeRunWorld } from '../run-world.ts';
import type { RunWorld, Shop } from '../run-world.ts';

export const VERSION = '0.0.0-test';

/** The JSON of an answer, untyped on purpose: tests reach deep into many shapes, and the endpoint checks each with its schema. */
type Json = ReturnType<typeof JSON.parse>;

export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data: Json;
}

/** An agent with an API key, speaking raw JSON-RPC. */
export interface Agent {
  readonly token: string;
  send(method: string, params?: unknown): Promise<{ readonly status: number; readonly body: Json }>;
  /** The structured result; fails where there is an error. Its text block must hold the same. */
  call(name: string, args?: unknown): Promise<Json>;
  /** The error; fails where there is none. */
  refused(name: string, args?: unknown): Promise<RpcFailure>;
  /** The JSON of a resource. */
  read(uri: string): Promise<Json>;
  /** The text of a prompt. */
  prompt(name: string, args: Readonly<Record<string, string>>): Promise<string>;
}

export interface RepairWorld extends RunWorld {
  readonly url: string;
  agentOf(ctx: Ctx, role?: Role): Promise<Agent>;
  /** Plays every run that waits. */
  play(): Promise<void>;
  /** Waits until so many runs wait, and plays them. */
  playNext(count: number): Promise<void>;
  /** A workflow whose one run failed: its prompt never calls the tool that its second criterion asks for. */
  failing(shop: Shop): Promise<{ readonly workflowId: string; readonly versionId: string; readonly runId: string }>;
}

const go = new AbortController().signal;

interface Overrides extends Partial<Pick<Deps, 'log'>> {
  readonly settings?: Partial<Settings> | undefined;
}

export async function makeRepairWorld({ settings, ...doors }: Overrides = {}): Promise<RepairWorld> {
  const made = await makeRunWorld();
  const deps: Deps = { ...made.deps, ...doors, settings: { ...made.deps.settings, rateLimitPerMinute: 1_000_000, ...settings } };
  const world = { ...made, deps };
  const repairMcp = createRepairMcp({ version: VERSION });
  const listening = await listen(createApi({ deps: world.deps, webDir: undefined, version: VERSION, repairMcp }), {
    host: '127.0.0.1',
    port: 0,
  });
  const url = `http://127.0.0.1:${listening.port}/api/mcp`;
  const pending = async (): Promise<readonly string[]> => {
    const rows = await deps.db.selectFrom('runs').select('id').where('status', '=', 'pending').orderBy('created_at').execute();
    return rows.map(({ id }) => id);
  };
  const play = async (): Promise<void> => {
    for (const runId of await pending()) await executeRun(deps, runId, go);
  };
  return {
    ...world,
    url,
    agentOf: async (ctx, role = ctx.actor.role) => {
      const { token } = await createApiKey(ctx, { name: `${role} ${crypto.randomUUID().slice(0, 8)}`, role });
      return agentWith(url, token);
    },
    play,
    playNext: async (count) => {
      await expect.poll(async () => (await pending()).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
      await play();
    },
    failing: async (shop) => {
      const workflow = await shop.workflow({ criteria: [{ kind: 'check', check: { kind: 'no_tool_errors' } }, LISTS_ORDERS] });
      const { runId } = await startRuns(shop.ben, { workflowId: workflow.id });
      await play();
      return { workflowId: workflow.id, versionId: workflow.currentVersion.id, runId };
    },
    close: async () => {
      await listening.close(0);
      await settleEvents(world.deps);
      await world.close();
    },
  };
}

const LISTS_ORDERS = { criterionText: 'The orders are listed', kind: 'check', check: { kind: 'tool_called', tool: 'order_list' } };

export function agentWith(url: string, token: string): Agent {
  let id = 0;
  const send: Agent['send'] = async (method, params = {}) => {
    id += 1;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
    });
    return { status: response.status, body: await response.json() };
  };
  const resultOf = async (method: string, params: unknown): Promise<Json> => {
    const { body } = await send(method, params);
    if (body.error !== undefined) throw new Error(`${method} failed: ${JSON.stringify(body.error)}`);
    return body.result;
  };
  return {
    token,
    send,
    call: async (name, args = {}) => {
      const { content, structuredContent, isError } = await resultOf('tools/call', { name, arguments: args });
      expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
      expect(isError ?? false).toBe(false);
      return structuredContent;
    },
    refused: async (name, args = {}) => {
      const { body } = await send('tools/call', { name, arguments: args });
      if (body.error === undefined) throw new Error(`${name} was not refused: ${JSON.stringify(body.result).slice(0, 300)}`);
      expect(body.error.data.details).toMatchObject({ fieldErrors: expect.any(Array), warnings: expect.any(Array) });
      return body.error;
    },
    read: async (uri) => {
      const { contents } = await resultOf('resources/read', { uri });
      expect(contents).toMatchObject([{ uri, mimeType: 'application/json' }]);
      return JSON.parse(contents[0].text);
    },
    prompt: async (name, args) => {
      const { messages } = await resultOf('prompts/get', { name, arguments: args });
      expect(messages).toMatchObject([{ role: 'user', content: { type: 'text' } }]);
      return messages[0].content.text;
    },
  };
}
