// The shelf of the demo store. Prices are in US dollars.
import { z } from 'zod';

export const product = z.object({
  id: z.string(),
  name: z.string(),
  category: z.enum(['coffee', 'equipment', 'books']),
  price: z.number(),
  inStock: z.int().min(0).max(100_000),
});

export type Product = z.infer<typeof product>;

export const PRODUCTS: readonly Product[] = [
  { id: 'P-100', name: 'Harbour espresso, 1 kg', category: 'coffee', price: 24, inStock: 120 },
  { id: 'P-101', name: 'Lighthouse filter roast, 500 g', category: 'coffee', price: 14.5, inStock: 80 },
  { id: 'P-102', name: 'Night ferry decaf, 500 g', category: 'coffee', price: 15, inStock: 0 },
  { id: 'P-200', name: 'Hand grinder', category: 'equipment', price: 79, inStock: 15 },
  { id: 'P-201', name: 'Pour-over kettle', category: 'equipment', price: 64.9, inStock: 22 },
  { id: 'P-202', name: 'Paper filters, 100 pieces', category: 'equipment', price: 6.5, inStock: 400 },
  { id: 'P-300', name: 'The patient brewer', category: 'books', price: 32, inStock: 9 },
];

export const findProduct = (id: string): Product | undefined => PRODUCTS.find((known) => known.id === id);
