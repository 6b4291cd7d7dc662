// A foreign text as an answer quotes it: at most 4 KiB, never half a character. Pure.
import { storableText } from '../trace/bound-json.ts';

/** With the mark of a cut. */
const MAX_BYTES = 4096;
const CUT_MARK = '… [cut]';
const ROOM = MAX_BYTES - Buffer.byteLength(CUT_MARK);

export interface Excerpt {
  readonly text: string;
  readonly isCut: boolean;
}

export function excerptOf(text: string): Excerpt {
  // More UTF-16 units than bytes are allowed cannot fit, so a huge text is not encoded whole.
  const whole = storableText(text.slice(0, MAX_BYTES + 1));
  const bytes = Buffer.from(whole, 'utf8');
  if (text.length <= MAX_BYTES && bytes.byteLength <= MAX_BYTES) return { text: whole, isCut: false };
  // `stream` drops a character that is not complete at the cut.
  const kept = new TextDecoder().decode(bytes.subarray(0, ROOM), { stream: true });
  return { text: `${kept}${CUT_MARK}`, isCut: true };
}
