// Small field schemas that servers and auth profiles share.
import { z } from 'zod';

/** An id as another object names it; whether it exists is asked later. */
export const idField = z.string().trim().min(1, 'must not be empty').max(100, 'is not an id');

export const ENVIRONMENT_PATTERN = /^[a-z][a-z0-9-]{0,31}$/;
export const SLUG_PATTERN = /^[a-z0-9-]{1,40}$/;
