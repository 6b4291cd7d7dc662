// Paging, as every list asks and answers (spec 05 §1).
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE } from '#kernel/page';

/** A whole number written as text in a query string. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));

export const pageQuery = {
  page: wholeNumber(1, MAX_PAGE).default(1),
  pageSize: wholeNumber(1, MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
};

export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({ rows: z.array(row), page: z.int(), pageSize: z.int(), total: z.int() });

export const time = z.string().meta({ format: 'date-time', description: 'ISO 8601, UTC, milliseconds' });
export const jsonObject = z.record(z.string(), z.unknown());
export const okResult = z.strictObject({ ok: z.literal(true) });

/** What a verb without an answer of its own returns. */
export const DONE = { ok: true } as const;
