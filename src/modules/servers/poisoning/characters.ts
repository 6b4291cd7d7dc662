// Characters that people cannot see, or take for others; and how they are written so that people see them. Pure.

export const isTag = (code: number): boolean => code >= 0xe0000 && code <= 0xe007f;
export const isVariationSelector = (code: number): boolean => (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef);
/** Without width, and without a use inside a word of a script that needs no joiners. */
export const isZeroWidth = (code: number): boolean =>
  (code >= 0x200b && code <= 0x200d) || (code >= 0x2060 && code <= 0x2064) || code === 0xfeff || code === 0x180e || code === 0x034f;
/** Overrides, embeddings and isolates of the writing direction; the two plain marks belong to honest mixed text. */
export const isBidi = (code: number): boolean => (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
export const isBidiOverride = (code: number): boolean => code === 0x202d || code === 0x202e;
/** Blank, but a letter to programs. */
export const isBlankLetter = (code: number): boolean =>
  code === 0x3164 || code === 0xffa0 || code === 0x115f || code === 0x1160 || code === 0x2800;
const isSoftHyphen = (code: number): boolean => code === 0x00ad;

const isInvisible = (code: number): boolean =>
  isTag(code) || isVariationSelector(code) || isZeroWidth(code) || isBidi(code) || isBlankLetter(code) || isSoftHyphen(code);

export function withoutInvisible(text: string): string {
  let kept = '';
  for (const char of text) if (!isInvisible(char.codePointAt(0) ?? 0)) kept += char;
  return kept;
}

const MAX_EXCERPT = 200;
const BEFORE = 60;

/** At most 200 characters around the offset, on one line; what cannot be seen is written out, letters of the tags block decoded. */
export function excerptOf(text: string, at: number): string {
  const start = Math.max(0, at - BEFORE);
  const head = start > 0 ? '…' : '';
  let shown = '';
  for (const char of text.slice(start, start + MAX_EXCERPT).toWellFormed()) {
    const next = shown + visible(char.codePointAt(0) ?? 0, char);
    if (head.length + next.length > MAX_EXCERPT - 1) return `${head}${shown}…`;
    shown = next;
  }
  return start + MAX_EXCERPT < text.length ? `${head}${shown}…` : `${head}${shown}`;
}

function visible(code: number, char: string): string {
  if (isTag(code) && code >= 0xe0020 && code < 0xe007f) return `⟨${String.fromCodePoint(code - 0xe0000)}⟩`;
  if (char === '\n' || char === '\t' || char === '\r') return ' ';
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  return isControl || isInvisible(code) ? `\\u{${code.toString(16).toUpperCase()}}` : char;
}

/** Letters of other scripts, each with the Latin one it looks like. */
const LOOKALIKES = new Map(
  (
    'аa вb сc ԁd еe ёe һh іi їi јj кk ӏl мm нh оo рp ԛq гr ѕs тt цu ѵv ԝw хx уy үy αa βb ϲc εe ηn ιi κk ' +
    'νv οo ρp τt υu χx γy ωw օo ոn սu հh ցg զq աw'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);

/** Lower case, compatibility forms and look-alikes folded: two names with one skeleton look the same. */
export function skeletonOf(text: string): string {
  let folded = '';
  for (const char of withoutInvisible(text).normalize('NFKC').toLowerCase()) folded += LOOKALIKES.get(char) ?? char;
  return folded;
}

export const isLookalike = (char: string): boolean => LOOKALIKES.has(char.toLowerCase());
