// Finds instructions to the model in the words of a text. Pure.
import { COMBINATIONS } from './combinations.ts';
import type { Combination } from './combinations.ts';
import type { TextFind } from './finding.ts';
import { PHRASES } from './phrase-table.ts';
import { compilePhrases } from './phrases.ts';
import type { PhraseHit } from './phrases.ts';
import type { Token } from './tokens.ts';

const matcher = compilePhrases(PHRASES.map(({ text }) => text));

/** Scripts without spaces; gaps are bounded. */
const UNSPACED: readonly RegExp[] = [
  /(?:忽略|无视|忘记|無視|忽視)[^。]{0,12}(?:指令|指示|规则|規則|提示)/,
  /(?:不要|别|请勿|不得|勿)(?:告诉|告知|通知|提及|告訴)[^。]{0,8}(?:用户|用戶|使用者)/,
  /(?:以前|これまで|上記)の(?:すべての)?(?:指示|命令|ルール)[^。]{0,6}(?:無視|忘れ)/,
  /ユーザー[^。]{0,6}(?:言わない|伝えない|知らせない|教えない)/,
  /(?:이전|앞의|기존)[^.]{0,8}(?:지시|명령|지침)[^.]{0,6}(?:무시|잊)/,
  /사용자[^.]{0,8}(?:말하지|알리지)/,
];

/** Two different things that are worth a look, next to each other, are one that alerts. */
const SUSPICIONS = 2;

export function findPhrases(text: string, tokens: readonly Token[]): TextFind[] {
  const hits = matcher.hits(tokens);
  const unspaced = UNSPACED.flatMap((pattern): TextFind[] => {
    const at = text.search(pattern);
    return at === -1 ? [] : [{ rule: 'hidden_instruction', severity: 'error', at }];
  });
  return [...unspaced, ...plainFinds(hits), ...combined(hits)];
}

function plainFinds(hits: readonly PhraseHit[]): TextFind[] {
  return hits.flatMap(({ phrase, at }): TextFind[] => {
    const known = PHRASES[phrase];
    return known && known.weight !== 'mark' ? [{ rule: known.rule, severity: known.weight, at }] : [];
  });
}

/** What phrases that stand close to each other tell together. */
function combined(hits: readonly PhraseHit[]): TextFind[] {
  const finds: TextFind[] = [];
  /** Of each phrase id the newest hit so far. */
  const newest = new Map<string, PhraseHit>();
  const told = new Set<Combination>();
  const warnings = new Map<string, PhraseHit>();
  for (const hit of hits) {
    const known = PHRASES[hit.phrase];
    if (!known) continue;
    newest.set(known.id, hit);
    for (const combination of COMBINATIONS_OF.get(known.id) ?? []) {
      if (told.has(combination)) continue;
      const parts = combination.all.map((id) => newest.get(id));
      if (parts.some((part) => part === undefined || hit.sentence - part.sentence > combination.within)) continue;
      told.add(combination);
      finds.push({ rule: combination.rule, severity: combination.weight, at: parts[0]?.at ?? hit.at });
    }
    if (known.weight !== 'warning' || warnings.size >= SUSPICIONS) continue;
    for (const [id, other] of warnings) if (hit.sentence - other.sentence > 1) warnings.delete(id);
    warnings.set(known.id, hit);
    if (warnings.size >= SUSPICIONS) finds.push({ rule: known.rule, severity: 'error', at: [...warnings.values()][0]?.at ?? hit.at });
  }
  return finds;
}

const COMBINATIONS_OF: ReadonlyMap<string, readonly Combination[]> = new Map(
  PHRASES.map(({ id }) => [id, COMBINATIONS.filter(({ all }) => all.includes(id))]),
);
