// What many schemas of the repair endpoint are made of.
import { z } from 'zod';

const MAX_ID = 200;

/** An argument that names an object; whether it does is for the verb to say. */
export const idArgument = (description: string) => z.string().min(1, 'is empty').max(MAX_ID, 'is too long').describe(description);

export const time = z.iso.datetime().describe('ISO 8601, UTC');
export const verdict = z.enum(['pass', 'partial', 'fail']);

const MAX_LIST = 100;
const DEFAULT_LIST = 50;

/** Arguments of every list that pages by cursor. */
export const listArguments = {
  limit: z.int().min(1).max(MAX_LIST).optional().describe(`How many at most, 1–${MAX_LIST}; default ${DEFAULT_LIST}`),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before; left out: the first page'),
};
export const nextCursor = z.string().nullable().describe('`cursor` of the next page; null at the end');
