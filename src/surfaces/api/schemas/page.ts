// Paging, as every list asks and answers (spec 05 §1).
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE } from '#kernel/page';
import type { Page, PageRequest } from '#kernel/page';

/** A whole number written as text in a query string. `asQuery`: how the document tells of it. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .meta({ asQuery: { type: 'integer', minimum: min, maximum: max } });

const wholeNumberOr = (min: number, max: number, otherwise: number) =>
  wholeNumber(min, max)
    .default(otherwise)
    .meta({ asQuery: { type: 'integer', minimum: min, maximum: max, default: otherwise } });

/** `?force` alone means yes. */
export const flag = z
  .enum(['true', 'false', ''], 'must be true or false')
  .transform((text) => text !== 'false')
  .default(false)
  .meta({ asQuery: { type: 'boolean', default: false } });

export const pageQuery = {
  page: wholeNumberOr(1, MAX_PAGE, 1).meta({ description: 'From 1' }),
  pageSize: wholeNumberOr(1, MAX_PAGE_SIZE, DEFAULT_PAGE_SIZE).meta({ description: 'Rows of a page' }),
};

export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ rows: z.array(row), page: z.int(), pageSize: z.int(), total: z.int() });

/** A page of a list that is short by its nature, so that its verb answers all of it. */
export const pageOfAll = <Row>(all: readonly Row[], { page, pageSize }: PageRequest): Page<Row> => ({
  rows: all.slice((page - 1) * pageSize, page * pageSize),
  page,
  pageSize,
  total: all.length,
});

export const time = z.string().meta({ format: 'date-time', description: 'ISO 8601, UTC, milliseconds' });
export const jsonObject = z.record(z.string(), z.unknown());
export const okResult = z.strictObject({ ok: z.literal(true) });

/** What a verb without an answer of its own returns. */
export const DONE = { ok: true } as const;
