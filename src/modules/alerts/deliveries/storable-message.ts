// A message as it can be stored whatever stands in it: a change must not fail because of the words that tell of it.
import type { AlertMessage } from '../message.ts';
import { withTexts } from './message-texts.ts';

/** Of each text, in Unicode code points. */
const MAX_TEXT = 500;

/** Without NUL and lone surrogates, which no jsonb column takes, and with every text bounded. */
export const storableMessage = (message: AlertMessage): AlertMessage => withTexts(message, storable);

function storable(text: string): string {
  const whole = text.toWellFormed().replaceAll('\0', '');
  // Two units a code point at most: a huge text is not walked.
  const chars = Array.from(whole.slice(0, 2 * MAX_TEXT + 2));
  const isShort = whole.length <= 2 * MAX_TEXT + 2 && chars.length <= MAX_TEXT;
  return isShort
    ? whole
    : `${chars
        .slice(0, MAX_TEXT - 1)
        .join('')
        .toWellFormed()}…`;
}
