// The filters that several lists take, as the document tells of them. The verbs decide what may stand in each.
import { z } from 'zod';

export const categoryQuery = {
  category: z.string().optional().meta({ description: 'Slugs separated by commas; rows with any of them' }),
  categorySlug: z.string().optional().meta({ description: 'One slug; rows with it' }),
};

export const environmentQuery = z
  .string()
  .optional()
  .meta({ description: 'Name of an environment; production by default, all for every one' });

export const searchQuery = (where: string) =>
  z
    .string()
    .max(200)
    .optional()
    .meta({ description: `Text in ${where}` });

/** Names of fields, each also with `-` before it for descending order. */
export const sortQuery = (names: readonly string[], otherwise: string) =>
  z
    .string()
    .optional()
    .meta({ asQuery: { type: 'string', enum: names.flatMap((name) => [name, `-${name}`]), default: otherwise } });

/** One of these; whether it is, its verb says. */
export const oneOfQuery = (values: readonly string[], otherwise?: string) =>
  z
    .string()
    .optional()
    .meta({ asQuery: { type: 'string', enum: [...values], ...(otherwise === undefined ? {} : { default: otherwise }) } });
