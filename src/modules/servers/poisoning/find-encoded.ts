// Long runs of base64 or hexadecimal: what stands in them is for nobody's eyes. Pure.
import type { TextFind } from './finding.ts';

const RUN = /[A-Za-z0-9+/_-]{40,}={0,2}/g;
/** Shorter ones are ids and hashes as often as not: only what they say counts. */
const BLOB = 64;
const HEX = /^[0-9a-f]+$/i;
const SHORTEST_HEX = 96;
const MAX_DECODED = 20_000;

export interface Encoded {
  readonly finds: readonly TextFind[];
  /** What the runs say, where that is readable. */
  readonly decoded: readonly { readonly text: string; readonly at: number }[];
}

export function findEncoded(text: string): Encoded {
  const finds: TextFind[] = [];
  const decoded: { text: string; at: number }[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (isDataOfImage(text, index) || !looksEncoded(run)) continue;
    if (run.length >= BLOB) finds.push({ rule: 'encoded_blob', severity: 'warning', at: index });
    const said = Buffer.from(run.slice(0, MAX_DECODED), HEX.test(run) ? 'hex' : 'base64').toString('utf8');
    if (isReadable(said)) decoded.push({ text: said, at: index });
  }
  return { finds, decoded };
}

/** Words joined by slashes or dashes have one case and few digits; encoded bytes have all kinds. */
function looksEncoded(run: string): boolean {
  if (HEX.test(run)) return run.length >= SHORTEST_HEX || saysWords(run);
  return /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run) && !/[-_/]{2}|(?:[a-z]{3,}[-_/]){3}/.test(run);
}

/** A hash is no text: of its bytes half are no letters. */
const saysWords = (run: string): boolean => run.length % 2 === 0 && isReadable(Buffer.from(run, 'hex').toString('utf8'));

const isDataOfImage = (text: string, at: number): boolean =>
  /data:(?:image|audio|video|font)\/[\w.+-]{1,40};base64,$/.test(text.slice(Math.max(0, at - 80), at));

const isReadable = (said: string): boolean => {
  const plain = said.match(/[\x20-\x7e\n]/g)?.length ?? 0;
  return said.length >= 16 && plain / said.length > 0.95;
};
