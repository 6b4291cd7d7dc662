// Text fields of an input: trimmed, lengths counted in Unicode code points (as JSON Schema counts them too).
import { z } from 'zod';

/** Length in Unicode code points; a string's own `length` counts UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Trimmed text of `min`–`max` code points. */
export const boundedText = (min: number, max: number): z.ZodString => lengthChecked(z.string().trim(), min, max);

/** The same without trimming, where spaces mean something. */
export const verbatimText = (min: number, max: number): z.ZodString => lengthChecked(z.string(), min, max);

const lengthChecked = (text: z.ZodString, min: number, max: number): z.ZodString =>
  text
    .superRefine((value, context) => {
      const message = isStorable(value) ? lengthMessage(value, min, max) : 'must not contain NUL or half a surrogate pair';
      if (message) context.addIssue({ code: 'custom', message });
    })
    .meta({ minLength: min, maxLength: max });

/** PostgreSQL keeps neither NUL nor half a character. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

function lengthMessage(value: string, min: number, max: number): string | undefined {
  // A text of n code points has at most 2n UTF-16 units, so a huge one is refused without being walked.
  const length = value.length > max * 2 ? value.length : codePoints(value);
  if (length < min) return min === 1 ? 'must not be empty' : `must have at least ${min} characters`;
  return length > max ? `must have at most ${max} characters` : undefined;
}
