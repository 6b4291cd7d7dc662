// Small field schemas that servers and auth profiles share.
import { z } from 'zod';

/** Text of 1 to `max` code points after trimming. */
export const textField = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .refine((text) => [...text].length <= max, `must have at most ${max} characters`)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must not contain characters that cannot be stored');

/** An id as another object names it; whether it exists is asked later. */
export const idField = z.string().trim().min(1, 'must not be empty').max(100, 'is not an id');

export const ENVIRONMENT_PATTERN = /^[a-z][a-z0-9-]{0,31}$/;
export const SLUG_PATTERN = /^[a-z0-9-]{1,40}$/;
