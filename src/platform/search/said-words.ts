// The words of a query as an operation would say them: phrases that stand for one word replaced, in order. Pure.
import { splitWords } from './split-words.ts';
import { MAX_PHRASE_WORDS, PHRASES } from './vocabulary/phrases.ts';

const MAX_WORDS = 40;

export interface SaidWord {
  /** In lower case. */
  readonly word: string;
  /** The phrase that it replaces, so that an operation called "signUp" is still found by "sign up"; empty for a word itself said. */
  readonly insteadOf: readonly string[];
}

/** Repeats kept; "turn the alerts off" stays as it is, "turn off the alerts" begins with "disable". */
export function saidWords(query: string): SaidWord[] {
  const words = splitWords(query, MAX_WORDS);
  const said: SaidWord[] = [];
  for (let at = 0; at < words.length;) {
    const phrase = phraseAt(words, at);
    const next = words.slice(at, at + (phrase?.length ?? 1));
    if (phrase) said.push(...phrase.meaning.map((word) => ({ word, insteadOf: next })));
    else said.push(...next.map((word) => ({ word, insteadOf: [] })));
    at += next.length;
  }
  return said;
}

/** The longest one that begins there. */
function phraseAt(words: readonly string[], at: number): { meaning: readonly string[]; length: number } | undefined {
  for (let length = MAX_PHRASE_WORDS; length > 1; length -= 1) {
    const meaning = PHRASES.get(words.slice(at, at + length).join(' '));
    if (meaning) return { meaning, length };
  }
  return undefined;
}
