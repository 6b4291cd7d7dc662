// Words that mean the same to somebody who looks for an operation. General to APIs about software, trade and people: nothing here
// is there for one document.
import { stemWord } from '../stem-word.ts';
import { CONTENT_WORDS } from './content-words.ts';
import { PEOPLE_WORDS } from './people-words.ts';
import { SOFTWARE_WORDS } from './software-words.ts';
import { TRADE_WORDS } from './trade-words.ts';
import { VERBS } from './verbs.ts';

/** Any word of a line finds the others. A word may stand on several lines. */
const LINES = [...VERBS, ...PEOPLE_WORDS, ...TRADE_WORDS, ...SOFTWARE_WORDS, ...CONTENT_WORDS];

const SYNONYMS = synonymsByStem();

/** Stems of the other words with the meaning of a word with this stem; empty where none is known. */
export const synonymsOf = (stem: string): readonly string[] => SYNONYMS.get(stem) ?? [];

function synonymsByStem(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const line of LINES) {
    const stems = line.split(' ').map(stemWord);
    for (const stem of stems) {
      const others = stems.filter((other) => other !== stem);
      found.set(stem, new Set([...(found.get(stem) ?? []), ...others]));
    }
  }
  return new Map([...found].map(([stem, others]) => [stem, [...others]]));
}
