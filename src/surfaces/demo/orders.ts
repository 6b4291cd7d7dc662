// The order book of the demo store: in memory, bounded, two orders that are always there.
import { z } from 'zod';
import { findProduct } from './products.ts';

export const REGIONS = ['US-OR', 'DE', 'GB', 'JP', 'CA-QC'] as const;
export type Region = (typeof REGIONS)[number];

/** Sales tax in percent, as the store publishes it. */
export const TAX_PERCENT: Readonly<Record<Region, number>> = { 'US-OR': 0, DE: 19, GB: 20, JP: 10, 'CA-QC': 14.975 };

const orderLine = z.object({ productId: z.string(), quantity: z.int().min(1).max(100) });

export const order = z.object({
  id: z.string(),
  status: z.enum(['placed', 'cancelled']),
  region: z.enum(REGIONS),
  lines: z.array(orderLine),
  note: z.string(),
});

export type Order = z.infer<typeof order>;
export type NewOrder = Pick<Order, 'region' | 'lines' | 'note'>;

/** Placed orders beyond this push out the oldest one that was placed by a caller. */
export const MAX_ORDERS = 500;

const ALWAYS_THERE: readonly Order[] = [
  {
    id: 'ORD-1001',
    status: 'placed',
    region: 'DE',
    note: '',
    lines: [
      { productId: 'P-100', quantity: 2 },
      { productId: 'P-202', quantity: 1 },
    ],
  },
  {
    id: 'ORD-1002',
    status: 'placed',
    region: 'CA-QC',
    note: 'Ring twice',
    lines: [
      { productId: 'P-200', quantity: 1 },
      { productId: 'P-101', quantity: 2 },
    ],
  },
];

export interface OrderBook {
  place(given: NewOrder): Order;
  find(id: string): Order | undefined;
  cancel(id: string): Order | undefined;
}

export function createOrderBook(): OrderBook {
  const orders = new Map(ALWAYS_THERE.map((one) => [one.id, one]));
  let lastNumber = 1000 + ALWAYS_THERE.length;
  const save = (changed: Order): Order => {
    orders.set(changed.id, changed);
    return changed;
  };
  return {
    place(given) {
      const oldest = [...orders.keys()].find((id) => !ALWAYS_THERE.some((fixed) => fixed.id === id));
      if (orders.size >= MAX_ORDERS && oldest !== undefined) orders.delete(oldest);
      lastNumber += 1;
      return save({ id: `ORD-${lastNumber}`, status: 'placed', ...given });
    },
    find: (id) => orders.get(id),
    cancel(id) {
      const found = orders.get(id);
      return found ? save({ ...found, status: 'cancelled' }) : undefined;
    },
  };
}

export interface OrderTotal {
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
}

/**
 * The planted fault of the demo: Quebec's tax is two taxes (5 % and 9.975 %), and only the federal one is added.
 * The demo workflow checks the tax of ORD-1002 and must find it.
 */
export function totalOf({ region, lines }: Pick<Order, 'region' | 'lines'>): OrderTotal {
  const chargedPercent = region === 'CA-QC' ? 5 : TAX_PERCENT[region];
  const subtotal = toCents(lines.reduce((sum, line) => sum + (findProduct(line.productId)?.price ?? 0) * line.quantity, 0));
  const tax = toCents((subtotal * chargedPercent) / 100);
  return { subtotal, tax, total: toCents(subtotal + tax) };
}

const toCents = (amount: number): number => Math.round(amount * 100) / 100;
