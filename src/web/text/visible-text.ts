// Characters that people cannot see, written out: a text of a server under test may hide something from who reads it.

export interface TextPart {
  readonly text: string;
  /** It stands for what cannot be seen, or was written out already. */
  readonly isEscape: boolean;
}

const NAMED: Readonly<Record<string, string>> = { '\t': ' ', '\r': ' ' };

// Controls, soft hyphens, zero widths, directions, blank letters, variation selectors, tags; and what the API wrote out: \u{…} and ⟨x⟩.
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- these are the characters that are looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\\u\{[0-9A-F]{1,6}\}|⟨[^⟨⟩]⟩/gu;

/** `pay\u200bload` → pay, \u{200B}, load */
export function visibleParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(HIDDEN)) {
    if (index > from) parts.push({ text: plain(text.slice(from, index)), isEscape: false });
    parts.push({ text: escapeOf(found), isEscape: true });
    from = index + found.length;
  }
  if (from < text.length) parts.push({ text: plain(text.slice(from)), isEscape: false });
  return parts;
}

export const visibleText = (text: string): string =>
  visibleParts(text)
    .map((part) => part.text)
    .join('');

const plain = (text: string): string => text.replaceAll(/[\t\r]/g, (char) => NAMED[char] ?? char);

const LONGEST_CHARACTER = 2;

/** Longer finds were written out by the API. */
const escapeOf = (found: string): string =>
  found.length > LONGEST_CHARACTER ? found : `\\u{${(found.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
