// Text that people do not see and models read: characters without a shape, and ordinary text pushed out of sight. Pure.
import { isBidi, isBidiOverride, isBlankLetter, isTag, isVariationSelector, isZeroWidth } from './characters.ts';
import type { PoisonSeverity, TextFind } from './finding.ts';

/** Runs this long carry data; honest text has one or two such characters in a row. */
const DATA_RUN = 4;
const PUSHED_LINES = 20;
const PUSHED_SPACES = 150;
/** Wider than a gap between columns. */
const WIDE_GAP = 50;
/** The emoji flags of England, Scotland and Wales are spelled in tags. */
const BLACK_FLAG = 0x1f3f4;
const ESCAPE = 0x1b;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const LATIN = /[A-Za-z]/;

interface Runs {
  selectors: number;
  zeroWidth: number;
  blank: number;
}

export function findInvisible(text: string): TextFind[] {
  const pushed = findPushed(text);
  // Nearly all texts are plain.
  if (/^[\n\r\t -~]*$/.test(text)) return pushed;
  const finds = new Map<string, TextFind>();
  const isMixed = RIGHT_TO_LEFT.test(text);
  const note = (kind: string, severity: PoisonSeverity, at: number): void => {
    if (!finds.has(kind)) finds.set(kind, { rule: 'invisible_text', severity, at });
  };
  const runs: Runs = { selectors: 0, zeroWidth: 0, blank: 0 };
  let inFlag = false;
  let at = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    inFlag = code === BLACK_FLAG || (inFlag && isTag(code));
    if (isTag(code) && !inFlag) note('tags', 'error', at);
    if (isBidiOverride(code)) note('override', 'error', at);
    else if (isBidi(code) && !isMixed) note('bidi', 'warning', at);
    if (code === ESCAPE || code === 0x9b) note('escape', 'error', at);
    count(runs, code);
    if (runs.selectors === DATA_RUN) note('selectors', 'error', at);
    if (runs.zeroWidth === DATA_RUN) note('zero width', 'error', at);
    if (runs.blank === DATA_RUN) note('blank', 'error', at);
    if (isZeroWidth(code) && isInsideLatin(text, at)) note('split word', 'warning', at);
    at += char.length;
  }
  return [...finds.values(), ...pushed];
}

function count(runs: Runs, code: number): void {
  runs.selectors = isVariationSelector(code) ? runs.selectors + 1 : 0;
  runs.zeroWidth = isZeroWidth(code) ? runs.zeroWidth + 1 : 0;
  runs.blank = isBlankLetter(code) ? runs.blank + 1 : 0;
}

const isInsideLatin = (text: string, at: number): boolean => LATIN.test(text[at - 1] ?? '') && LATIN.test(text[at + 1] ?? '');

/** Where text goes on after more empty space than any layout needs. */
function findPushed(text: string): TextFind[] {
  for (const { 0: space, index } of text.matchAll(/\s{20,}/g)) {
    const end = index + space.length;
    if (index === 0 || end === text.length) continue;
    const lines = space.split('\n').length - 1;
    if (lines >= PUSHED_LINES || space.length >= PUSHED_SPACES) return [{ rule: 'hidden_markup', severity: 'error', at: end }];
    if (lines === 0 && space.length >= WIDE_GAP) return [{ rule: 'hidden_markup', severity: 'warning', at: end }];
  }
  return [];
}
