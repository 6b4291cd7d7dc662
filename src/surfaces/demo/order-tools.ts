// Tools of the demo store about orders: writing, destructive, slow, failing, and one with a planted fault.
import { z } from 'zod';
import type { Clock } from '#platform/clock';
import { defineTool, ToolFailure } from '#platform/mcp/define-tool';
import type { HostedTool } from '#platform/mcp/define-tool';
import { order, REGIONS, totalOf } from './orders.ts';
import type { OrderBook } from './orders.ts';
import { findProduct, PRODUCTS } from './products.ts';
import { READS } from './shop-tools.ts';

const EXPORT_MS = 1500;
const MAX_LINES = 20;

const region = z.enum(REGIONS).describe('Where the order goes.');
const orderId = z.string().max(20).describe('Id of the order, such as ORD-1001.');
const noSuchOrder = (id: string): ToolFailure =>
  new ToolFailure(`There is no order ${id}. Ids look like ORD-1001 and come from create_order.`);

export const orderTools = (book: OrderBook, clock: Clock): readonly HostedTool[] => [
  createOrderTool(book),
  getOrderTool(book),
  cancelOrderTool(book),
  orderTotalTool(book),
  exportTool(clock),
  shippingTool(),
];

const createOrderTool = (book: OrderBook): HostedTool =>
  defineTool({
    name: 'create_order',
    title: 'Create an order',
    description: 'Places an order for one or more products and returns it with its new id. Every call places another order.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    input: z.strictObject({
      region,
      lines: z
        .array(
          z.strictObject({
            productId: z.string().max(20).describe('Id of the product, such as P-100.'),
            quantity: z.int().min(1).max(100).describe('How many pieces, 1 to 100.'),
          }),
        )
        .min(1)
        .max(MAX_LINES)
        .describe('What is ordered, 1 to 20 lines.'),
      note: z.string().max(200).default('').describe('A note for the parcel service.'),
    }),
    output: order,
    run({ region: to, lines, note }) {
      const unknown = lines.find(({ productId }) => !findProduct(productId));
      if (unknown) return new ToolFailure(`There is no product ${unknown.productId}. Find its id with search_products.`);
      const soldOut = lines.find(({ productId, quantity }) => (findProduct(productId)?.inStock ?? 0) < quantity);
      if (soldOut) return new ToolFailure(`There are not ${soldOut.quantity} pieces of ${soldOut.productId} in stock.`);
      return book.place({ region: to, lines, note });
    },
  });

const getOrderTool = (book: OrderBook): HostedTool =>
  defineTool({
    name: 'get_order',
    title: 'Get an order',
    description: 'Returns an order with its status, lines and region. ORD-1001 and ORD-1002 always exist.',
    annotations: READS,
    input: z.strictObject({ orderId }),
    output: order,
    run: ({ orderId: id }) => book.find(id) ?? noSuchOrder(id),
  });

const cancelOrderTool = (book: OrderBook): HostedTool =>
  defineTool({
    name: 'cancel_order',
    title: 'Cancel an order',
    description: 'Cancels an order for good: it cannot be placed again. Cancelling a cancelled order changes nothing.',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    input: z.strictObject({ orderId }),
    output: order,
    run: ({ orderId: id }) => book.cancel(id) ?? noSuchOrder(id),
  });

const orderTotalTool = (book: OrderBook): HostedTool =>
  defineTool({
    name: 'get_order_total',
    title: 'Get the total of an order',
    description:
      'Adds up an order in US dollars: subtotal, sales tax and total. Tax by region: US-OR 0 %, DE 19 %, GB 20 %, JP 10 %, CA-QC 14.975 %, rounded to cents.',
    annotations: READS,
    input: z.strictObject({ orderId }),
    output: z.object({
      orderId: z.string(),
      region: z.enum(REGIONS),
      currency: z.literal('USD'),
      subtotal: z.number(),
      tax: z.number(),
      total: z.number(),
    }),
    run({ orderId: id }) {
      const found = book.find(id);
      return found ? { orderId: id, region: found.region, currency: 'USD' as const, ...totalOf(found) } : noSuchOrder(id);
    },
  });

const exportTool = (clock: Clock): HostedTool =>
  defineTool({
    name: 'export_report',
    title: 'Export the stock report',
    description: 'Writes the stock report as CSV. It takes about one and a half seconds.',
    annotations: READS,
    input: z.strictObject({}),
    output: z.object({ format: z.literal('csv'), rows: z.int().min(0).max(10_000), content: z.string() }),
    async run(_input, { signal }) {
      await clock.sleep(EXPORT_MS, signal);
      const rows = PRODUCTS.map(({ id, name, inStock }) => `${id},"${name}",${inStock}`);
      return { format: 'csv' as const, rows: rows.length, content: ['id,name,in_stock', ...rows].join('\n') };
    },
  });

const PARCEL_PRICES = { 'US-OR': 12, DE: 4.9, GB: 7.5 } as const;
const isServed = (to: string): to is keyof typeof PARCEL_PRICES => to in PARCEL_PRICES;

const shippingTool = (): HostedTool =>
  defineTool({
    name: 'get_shipping_quote',
    title: 'Get a shipping quote',
    description: 'Quotes the parcel price to a region. The parcel service does not serve every region and fails for the others.',
    annotations: READS,
    input: z.strictObject({ region }),
    output: z.object({ region: z.enum(REGIONS), currency: z.literal('USD'), price: z.number() }),
    run: ({ region: to }) =>
      isServed(to)
        ? { region: to, currency: 'USD' as const, price: PARCEL_PRICES[to] }
        : new ToolFailure(`The parcel service does not serve ${to}. It serves ${Object.keys(PARCEL_PRICES).join(', ')}.`),
  });
