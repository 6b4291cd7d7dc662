// How a caller names a range.
import { z } from 'zod';
import { RANGES } from './range.ts';

export const rangeField = z.enum(RANGES, `must be one of ${RANGES.join(', ')}`).default('24h');
