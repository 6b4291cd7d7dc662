// Many monitors of the demo store's tools, made as a person makes them.
import { createMonitors } from '#modules/monitors';
import { createServer } from '#modules/servers';
import type { Ctx } from '#platform/ctx';

/** What is checked in turn: reading tools that answer in a moment. */
const CALLS = [
  { toolName: 'search_products', arguments: { query: 'espresso' } },
  { toolName: 'get_product', arguments: { productId: 'P-100' } },
  { toolName: 'get_order', arguments: { orderId: 'ORD-1001' } },
  { toolName: 'get_order_total', arguments: { orderId: 'ORD-1001' } },
] as const;

const AT_ONCE = 50;

export interface SeededMonitors {
  readonly serverId: string;
  readonly monitorIds: readonly string[];
}

export async function seedMonitors(
  ctx: Ctx,
  { url, count, ...fields }: { url: string; count: number; intervalSeconds?: number; protocolEra?: string; state?: string },
): Promise<SeededMonitors> {
  const server = await createServer(ctx, { name: `Store ${fields.protocolEra ?? ''}`.trim(), baseUrl: url });
  const monitorIds: string[] = [];
  while (monitorIds.length < count) {
    const size = Math.min(AT_ONCE, count - monitorIds.length);
    const monitors = Array.from({ length: size }, (_, i) => ({
      name: `Monitor ${monitorIds.length + i + 1}`,
      mcpServerId: server.id,
      ...CALLS[i % CALLS.length],
      intervalSeconds: 60,
      ...fields,
    }));
    monitorIds.push(...(await createMonitors(ctx, { monitors })).map(({ id }) => id));
  }
  return { serverId: server.id, monitorIds };
}
