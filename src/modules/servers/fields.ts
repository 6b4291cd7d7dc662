// Small field schemas that servers and auth profiles share.
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE } from '#kernel/page';

/** An id as another object names it; whether it exists is asked later. */
export const idField = z.string().trim().min(1, 'must not be empty').max(100, 'is not an id');

export const pageFields = {
  page: z.int('must be a whole number').min(1, 'must be at least 1').max(MAX_PAGE, `must be at most ${MAX_PAGE}`).default(1),
  pageSize: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MAX_PAGE_SIZE, `must be at most ${MAX_PAGE_SIZE}`)
    .default(DEFAULT_PAGE_SIZE),
};

export const ENVIRONMENT_PATTERN = /^[a-z][a-z0-9-]{0,31}$/;
export const SLUG_PATTERN = /^[a-z0-9-]{1,40}$/;
