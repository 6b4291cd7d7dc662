// What our MCP door costs over the bare client library: connect, list, 5 calls, close on one loopback server, in turn.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import type { SafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import type { McpTarget } from '#platform/mcp/mcp';
import { median, timed } from './row.ts';
import type { Row } from './row.ts';
import { startStore } from './store-process.ts';

const ROUNDS = 80;
const WARM_UP = 20;
const CALLS = 5;
const CALL = { name: 'get_order_total', arguments: { orderId: 'ORD-1001' } };

export async function measureMcpDoor(scope: AsyncDisposableStack): Promise<Row[]> {
  const url = await startStore(scope);
  const guarded = createSafeFetch({ allowLoopback: true, allowInsecureHttp: false, allowedPrivateHosts: [] });
  scope.defer(() => guarded.close());
  const sides = {
    'bare SDK client': () => bare(url),
    'our door over the platform fetch': () => ours(url, (at, init) => globalThis.fetch(at, init)),
    'our door over the guarded fetch': () => ours(url, guarded),
  };
  const times = new Map<string, number[]>();
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [name, side] of Object.entries(sides)) {
      const ms = await timed(side);
      if (round >= WARM_UP) times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
  return [...times].map(([name, values]) => ({ what: `${name}: connect, list, ${CALLS} calls, close`, value: median(values), unit: 'ms' }));
}

/** Both sides list once, so that the output schema is enforced on both. */
async function bare(url: string): Promise<void> {
  const client = new Client({ name: 'bench', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  await client.listTools();
  for (let count = 0; count < CALLS; count += 1) await client.callTool(CALL);
  await client.close();
}

async function ours(url: string, fetch: (...args: Parameters<SafeFetch>) => Promise<Response>): Promise<void> {
  const target: McpTarget = {
    url,
    transport: 'streamable_http',
    headers: {},
    hasCredential: false,
    timeoutMs: 10_000,
    protocolEra: 'auto',
    clientName: 'armature-tester',
  };
  const connected = await createMcpDoor({ fetch, clock: systemClock, log: silentLog }).connect(target);
  if (!connected.ok) throw new Error(connected.error.message);
  const session = connected.value;
  const listed = await session.listCatalog();
  const tool = listed.ok ? listed.value.tools.find(({ name }) => name === CALL.name) : undefined;
  for (let count = 0; count < CALLS; count += 1) await session.callTool({ ...CALL, tool });
  await session.close();
}
