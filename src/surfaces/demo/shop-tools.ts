// Tools of the demo store about its shelf: all of them read.
import { z } from 'zod';
import { defineTool, ToolFailure } from '#platform/mcp/define-tool';
import type { HostedTool } from '#platform/mcp/define-tool';
import type { ToolAnnotations } from '#platform/mcp/mcp';
import { findProduct, product, PRODUCTS } from './products.ts';

export const READS: ToolAnnotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

const products = z.object({ products: z.array(product), count: z.int().min(0).max(1000) });

export const shopTools = (): readonly HostedTool[] => [
  defineTool({
    name: 'list_products',
    title: 'List products',
    description:
      'Lists every product of the store with its price in US dollars and how many are in stock. Narrow the list with a category.',
    annotations: READS,
    input: z.strictObject({ category: product.shape.category.optional().describe('Only products of this category.') }),
    output: products,
    run({ category }) {
      const found = PRODUCTS.filter((one) => category === undefined || one.category === category);
      return { products: found.map((one) => ({ ...one })), count: found.length };
    },
  }),
  defineTool({
    name: 'get_product',
    title: 'Get a product',
    description: 'Returns one product by its id, such as P-100. Use search_products when the id is not known.',
    annotations: READS,
    input: z.strictObject({ productId: z.string().max(20).describe('Id of the product, such as P-100.') }),
    output: product,
    run: ({ productId }) => {
      const found = findProduct(productId);
      return found ? { ...found } : new ToolFailure(`There is no product ${productId}. Find its id with search_products.`);
    },
  }),
  defineTool({
    name: 'search_products',
    title: 'Search products',
    description: 'Finds products whose name contains all the given words, ignoring case. Returns an empty list when nothing fits.',
    annotations: READS,
    input: z.strictObject({ query: z.string().min(1).max(100).describe('Words of the product name, such as "espresso".') }),
    output: products,
    run({ query }) {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const found = PRODUCTS.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
      return { products: found.map((one) => ({ ...one })), count: found.length };
    },
  }),
];
