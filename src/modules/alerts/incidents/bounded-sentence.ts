// Texts of messages: redacted, on one line, at most 500 characters (spec 03 §7). Pure.
import { createRedactor } from '#platform/secrets/redact';

const MAX_CHARS = 500;
// By shape and by field; exact values were removed when the run or check was stored, and are once more before it is sent.
const redactor = createRedactor();

export function boundedSentence(text: string): string {
  const chars = [...redactor.redactText(text).replaceAll(/\s+/g, ' ').trim()];
  return chars.length <= MAX_CHARS ? chars.join('') : `${chars.slice(0, MAX_CHARS - 1).join('')}…`;
}
