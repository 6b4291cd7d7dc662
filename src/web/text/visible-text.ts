// Characters that people cannot see, written out: a text of a server under test may hide something from who reads it.

export interface TextPart {
  readonly text: string;
  /** It stands for what cannot be seen, or was written out already. */
  readonly isEscape: boolean;
}

/** Controls, soft hyphen, joiners and zero widths, directions, blank letters, variation selectors, tags. Line breaks and tabs are seen. */
const HIDDEN: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x115f, 0x1160],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];
/** They belong to an emoji they follow at once. */
const EMOJI_PARTS: ReadonlySet<number> = new Set([0x200d, 0xfe0f]);
const EMOJI = /\p{Extended_Pictographic}\ufe0f?$/u;
/** What the API wrote out already. */
const WRITTEN_OUT = /(\\u\{[0-9A-F]{1,6}\}|⟨[^⟨⟩]⟩)/u;

/** `pay\u200bload` → pay, \u{200B}, load */
export function visibleParts(text: string): readonly TextPart[] {
  return text
    .split(WRITTEN_OUT)
    .flatMap((piece, index) => (index % 2 === 1 ? [{ text: piece, isEscape: true }] : partsOf(piece)))
    .filter((part) => part.text !== '');
}

export const visibleText = (text: string): string =>
  visibleParts(text)
    .map((part) => part.text)
    .join('');

function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let seen = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (!isHidden(code) || (EMOJI_PARTS.has(code) && EMOJI.test(seen))) {
      seen += char;
      continue;
    }
    parts.push({ text: seen, isEscape: false }, { text: `\\u{${code.toString(16).toUpperCase()}}`, isEscape: true });
    seen = '';
  }
  return [...parts, { text: seen, isEscape: false }];
}

const isHidden = (code: number): boolean => HIDDEN.some(([first, last]) => code >= first && code <= last);
