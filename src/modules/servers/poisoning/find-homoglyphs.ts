// Names that look like other names. Pure.
import { isLookalike, skeletonOf } from './characters.ts';
import type { TextFind } from './finding.ts';

const LATIN = /\p{Script=Latin}/u;
/** In a plain name. What follows an emoji, or joins letters of scripts that need joining, is part of what people see. */
const UNSEEN =
  /(?:^|[\w-])(?:\u034F|[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\u3164\uFEFF\u{E0000}-\u{E007F}])|[A-Za-z_-][\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;
const WORDS = /[\p{L}\p{M}]+/gu;

/** What the names of a catalog look like: skeleton to the names that have it. */
export type Looks = ReadonlyMap<string, ReadonlySet<string>>;

export function looksOf(names: readonly string[]): Looks {
  const looks = new Map<string, Set<string>>();
  for (const name of names) {
    const skeleton = skeletonOf(name);
    looks.set(skeleton, (looks.get(skeleton) ?? new Set()).add(name));
  }
  return looks;
}

/** `looks`: of the names it stands among. Of two names that look the same, the one that is not plain is the fake. */
export function findHomoglyphs(name: string, looks: Looks): TextFind[] {
  const finds: TextFind[] = [];
  const mixed = mixedWordAt(name);
  if (mixed !== -1) finds.push({ rule: 'homoglyph_name', severity: 'error', at: mixed });
  const unseen = name.search(UNSEEN);
  if (unseen !== -1) finds.push({ rule: 'invisible_text', severity: 'error', at: unseen });
  const skeleton = skeletonOf(name);
  const isFake = mixed === -1 && skeleton !== name.toLowerCase() && (looks.get(skeleton)?.size ?? 0) > 1;
  return isFake ? [...finds, { rule: 'homoglyph_name', severity: 'error', at: 0 }] : finds;
}

/** Where a word mixes Latin letters with letters of another script that look like Latin ones; -1 when none does. */
export function mixedWordAt(text: string): number {
  // oxlint-disable-next-line no-control-regex -- every character of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return -1;
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    let latin = 0;
    let alike = 0;
    for (const char of word) {
      if (LATIN.test(char)) latin += 1;
      else if (isLookalike(char)) alike += 1;
    }
    if (latin > 0 && alike > 0 && latin + alike > 2) return index;
  }
  return -1;
}
