// The schema of a short text: trimmed, counted in Unicode code points, storable (spec README §4).
import { z } from 'zod';

/** 1 to `max` code points. */
export const textField = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    // A code point has at most two units, so a huge text is refused without being walked.
    .refine((text) => text.length <= 2 * max && [...text].length <= max, `must have at most ${max} characters`)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must not contain characters that cannot be stored');
