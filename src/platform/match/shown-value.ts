// A value as sentences for people quote it: short, and never half a character. Pure.
const MAX_SHOWN = 120;

export const shownValue = (value: unknown): string => cutText(textOfValue(value) ?? 'nested too deeply to be shown', MAX_SHOWN);

/** A text itself, anything else as JSON. Undefined for what is nested deeper than JSON can be written, though it could be read. */
export function textOfValue(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** At most `max` UTF-16 units, with an ellipsis where something was left out. */
export const cutText = (text: string, max: number): string => (text.length <= max ? text : `${wholeCharacters(text.slice(0, max - 1))}…`);

/** Without the half of a character that a cut may leave at the end. */
export const wholeCharacters = (text: string): string => (/[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text);
