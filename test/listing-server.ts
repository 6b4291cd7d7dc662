// An MCP server over HTTP whose catalog, era and manners a test changes while it runs: for probes, syncs and drift.
import { modern } from './mcp-fixtures/scripted-server.ts';
import { json, startRawServer } from './mcp-fixtures/raw-server.ts';
import type { RawServer } from './mcp-fixtures/raw-server.ts';

export interface Offer {
  readonly tools: readonly Record<string, unknown>[];
  readonly resources?: readonly Record<string, unknown>[];
  readonly prompts?: readonly Record<string, unknown>[];
}

export interface ListingServer extends Pick<RawServer, 'url' | 'received' | 'close'> {
  /** What is listed from now on. */
  offer(offer: Offer): void;
  /** The standard offer with this description on its first tool. */
  describe(text: string): void;
  /** Answers everything with this HTTP status; undefined: no longer. */
  refuse(status: number | undefined): void;
  speak(era: 'modern' | 'legacy'): void;
  /** Lists of tools wait from now on; the result releases them. */
  holdLists(): () => void;
  /** How often tools were listed. */
  listCount(): number;
}

const MODERN = '2026-07-28';
const IDENTITY = { name: 'scripted', version: '1.0.0' };
const orderId = { type: 'object', properties: { orderId: { type: 'string' } }, required: ['orderId'] };

export const STANDARD_OFFER: Offer = {
  tools: [
    { name: 'order_get', description: 'One order.', inputSchema: orderId },
    { name: 'order_list', description: 'All orders.', inputSchema: { type: 'object' } },
  ],
};

export async function startListingServer(): Promise<ListingServer> {
  const state: { offer: Offer; status: number | undefined; era: 'modern' | 'legacy'; gate: Promise<void>; lists: number } = {
    offer: STANDARD_OFFER,
    status: undefined,
    era: 'legacy',
    gate: Promise.resolve(),
    lists: 0,
  };
  const answer = async (method: string): Promise<unknown> => {
    const { tools, resources, prompts } = state.offer;
    const capabilities = { tools: {}, ...(resources ? { resources: {} } : {}), ...(prompts ? { prompts: {} } : {}) };
    if (state.era === 'modern' && method === 'server/discover') {
      return modern({ supportedVersions: [MODERN], capabilities, _meta: { 'io.modelcontextprotocol/serverInfo': IDENTITY } });
    }
    if (state.era === 'legacy' && method === 'initialize') return { protocolVersion: '2025-11-25', capabilities, serverInfo: IDENTITY };
    const list = {
      'tools/list': { tools },
      'resources/list': { resources },
      'resources/templates/list': { resourceTemplates: [] },
      'prompts/list': { prompts },
    }[method];
    if (method === 'tools/list') {
      state.lists += 1;
      await state.gate;
    }
    return list && state.era === 'modern' ? modern(list) : list;
  };
  const server = await startRawServer(async (request, response) => {
    const { id, method = '' } = request.message;
    if (state.status !== undefined) return void response.writeHead(state.status).end();
    if (request.method !== 'POST') return void response.writeHead(405).end();
    if (id === undefined) return void response.writeHead(202).end();
    const result = await answer(method);
    json(response, {
      jsonrpc: '2.0',
      id,
      ...(result === undefined ? { error: { code: -32601, message: 'Method not found' } } : { result }),
    });
  });
  const [first, ...others] = STANDARD_OFFER.tools;
  return {
    url: server.url,
    received: server.received,
    close: server.close,
    offer: (offer) => void (state.offer = offer),
    describe: (description) => void (state.offer = { tools: [{ ...first, description }, ...others] }),
    refuse: (status) => void (state.status = status),
    speak: (era) => void (state.era = era),
    holdLists: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      state.gate = promise;
      return resolve;
    },
    listCount: () => state.lists,
  };
}
