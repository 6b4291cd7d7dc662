// The two filters of a list by category (spec 05 §3): any of a comma list, and one. Given together, both hold.
import { z } from 'zod';

const MAX_LISTED = 50;
const SLUG = /^[a-z0-9-]{1,40}$/;

const slugsOf = (list: string): string[] => [...new Set(list.split(',').map((slug) => slug.trim()))].filter((slug) => slug !== '');

export const categoryFilter = {
  category: z
    .string()
    .transform(slugsOf)
    .refine((slugs) => slugs.length <= MAX_LISTED && slugs.every((slug) => SLUG.test(slug)), 'must be a comma list of category slugs')
    .optional(),
  categorySlug: z.string().trim().regex(SLUG, 'must be a category slug').optional(),
};
