// Looks through one text with every rule. Pure; linear in the text.
import { findEncoded } from './find-encoded.ts';
import { findInvisible } from './find-invisible.ts';
import { findMarkup } from './find-markup.ts';
import { findPhrases } from './find-phrases.ts';
import { mixedWordAt } from './find-homoglyphs.ts';
import type { TextFind } from './finding.ts';
import { spelledOut } from './spelled-out.ts';
import { tokensOf } from './tokens.ts';
import type { Names, Token } from './tokens.ts';

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** At most one find of each rule: the worst, and of those the first. */
export function scanText(text: string, names: Names): TextFind[] {
  const encoded = findEncoded(text);
  const mixed = mixedWordAt(text);
  const finds: TextFind[] = [
    ...findInvisible(text),
    ...findMarkup(text),
    ...findPhrases(text, tokensOf(text, names)),
    ...encoded.finds,
    ...[...encoded.decoded, ...spelledOut(text)].flatMap(({ text: said, at }) => saidBy(tokensOf(said, names), { said, at })),
    ...(mixed === -1 ? [] : [{ rule: 'homoglyph_name', severity: 'warning', at: mixed } as const]),
  ];
  const worst = new Map<string, TextFind>();
  for (const find of finds) {
    const known = worst.get(find.rule);
    if (!known || RANK[find.severity] < RANK[known.severity]) worst.set(find.rule, find);
  }
  return [...worst.values()];
}

/** What an encoded run says counts as the run. */
function saidBy(tokens: readonly Token[], { said, at }: { said: string; at: number }): TextFind[] {
  const isOrder = findPhrases(said, tokens).some(({ severity }) => severity === 'error');
  const isCommand = tokens.some(({ classes }) => classes.includes('@secretpath') || classes.includes('@pipe'));
  return isOrder || isCommand ? [{ rule: 'encoded_blob', severity: 'error', at }] : [];
}
