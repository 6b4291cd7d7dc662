// Cost of our MCP door over the bare client library: connect and 5 calls on one loopback server, side by side, medians.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { serve } from '@hono/node-server';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { createMcpDoor } from '#platform/mcp/door';
import type { CatalogTool, McpTarget } from '#platform/mcp/mcp';
import { createAcmeStore } from '../src/surfaces/demo/acme-store.ts';

const ROUNDS = 60;
const WARM_UP = 10;
const CALLS = 5;
const ARGUMENTS = { orderId: 'ORD-1001' };

const store = createAcmeStore();
const server = serve({ fetch: store, port: 0, hostname: '127.0.0.1' });
await new Promise((resolve) => {
  server.once('listening', resolve);
});
const address = server.address();
const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/mcp`;

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const safeFetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const target: McpTarget = {
  url,
  transport: 'streamable_http',
  headers: {},
  hasCredential: false,
  timeoutMs: 10_000,
  protocolEra: 'auto',
  clientName: 'armature-tester',
};

/** Both sides list once, so that the output schema is enforced on both. */
async function bare(): Promise<void> {
  const client = new Client({ name: 'bench', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  await client.listTools();
  for (let count = 0; count < CALLS; count += 1) await client.callTool({ name: 'get_order_total', arguments: ARGUMENTS });
  await client.close();
}

async function ours(fetch: typeof safeFetch | typeof globalThis.fetch): Promise<void> {
  const connected = await createMcpDoor({ fetch: (at, init) => fetch(at, init), clock: systemClock, log: silent }).connect(target);
  if (!connected.ok) throw new Error(connected.error.message);
  const listed = await connected.value.listCatalog();
  const tool: CatalogTool | undefined = listed.ok ? listed.value.tools.find(({ name }) => name === 'get_order_total') : undefined;
  for (let count = 0; count < CALLS; count += 1) await connected.value.callTool({ name: 'get_order_total', arguments: ARGUMENTS, tool });
  await connected.value.close();
}

const SIDES = {
  'bare SDK client': bare,
  'our door, platform fetch': () => ours(globalThis.fetch),
  'our door, guarded fetch': () => ours(safeFetch),
};

const times = new Map<string, number[]>(Object.keys(SIDES).map((name) => [name, []]));
for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
  for (const [name, work] of Object.entries(SIDES)) {
    const startedAt = performance.now();
    await work();
    if (round >= WARM_UP) times.get(name)?.push(performance.now() - startedAt);
  }
}
for (const [name, taken] of times) {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1).padStart(7);
  console.log(`${name.padEnd(28)} p50 ${at(0.5)} ms   p90 ${at(0.9)} ms   (connect, list, ${CALLS} calls, close)`);
}
await safeFetch.close();
server.close();
