// Acme Store: the small MCP server a new installation is shown at work, with one fault planted for it to find.
import { systemClock } from '#platform/clock';
import type { Clock } from '#platform/clock';
import type { HostedServer } from '#platform/mcp/define-tool';
import { mcpHandler } from '#platform/mcp/host';
import { orderTools } from './order-tools.ts';
import { createOrderBook, TAX_PERCENT } from './orders.ts';
import { PRODUCTS } from './products.ts';
import { shopTools } from './shop-tools.ts';

/** One store with its own orders, as a fetch handler to be mounted under any path. Speaks both eras; checks no credential. */
export function createAcmeStore({ clock = systemClock }: { readonly clock?: Clock } = {}): (request: Request) => Promise<Response> {
  const book = createOrderBook();
  const store: HostedServer = {
    name: 'acme-store',
    title: 'Acme Store',
    version: '1.0.0',
    instructions:
      'A demo coffee store. Find products with search_products, place orders with create_order, add them up with get_order_total.',
    tools: [...shopTools(), ...orderTools(book, clock)],
    resources: [
      {
        uri: 'acme://tax-rates',
        name: 'tax-rates',
        title: 'Tax rates',
        mimeType: 'application/json',
        description: 'Sales tax in percent by region.',
        read: () => JSON.stringify(TAX_PERCENT),
      },
      {
        uri: 'acme://catalogue',
        name: 'catalogue',
        title: 'Catalogue',
        mimeType: 'application/json',
        description: 'Every product of the store.',
        read: () => JSON.stringify(PRODUCTS),
      },
      {
        uri: 'acme://returns',
        name: 'returns',
        title: 'Returns policy',
        mimeType: 'text/markdown',
        description: 'How long and how goods can be sent back.',
        read: () => '# Returns\n\nUnopened goods can be sent back within 30 days.',
      },
    ],
    resourceTemplates: [],
    listCacheScope: 'public',
    prompts: [
      {
        name: 'order_summary',
        title: 'Summarize an order',
        description: 'Asks for a short summary of one order with its total.',
        arguments: [{ name: 'orderId', description: 'Id of the order, such as ORD-1001.', required: true }],
        render: ({ orderId = '' }) => `Summarize order ${orderId} of the store in two sentences. Use get_order and get_order_total.`,
      },
    ],
  };
  const handle = mcpHandler(() => store);
  return (request) => handle(request, 'anyone');
}
