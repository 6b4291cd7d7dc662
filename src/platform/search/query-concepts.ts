// What a query asks for: one concept per word, with the terms that would answer it. Pure.
import type { SaidWord } from './said-words.ts';
import { stemWord } from './stem-word.ts';
import { SHORT_FORMS } from './vocabulary/short-forms.ts';
import { synonymsOf } from './vocabulary/synonyms.ts';

export interface Concept {
  /** The stem of the word that was said. */
  readonly term: string;
  readonly synonyms: readonly string[];
}

/** Say nothing about an operation. */
const STOP_WORDS = new Set(
  (
    'a an the of for to in on at by with from into under over and or but not no so if then than that this these those it its is are was were be been ' +
    'do does did can could should would will may might must have had i we you they he she our your their his her there here what when where why how ' +
    'which some any please want need just about as up out'
  ).split(' '),
);

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word);

/** Said to somebody rather than about an operation. Documents keep them: there they are names. */
const CHAT_WORDS = new Set(
  (
    'let lets give put one more most much many still only also other another own thing things stuff something anything else whole lately now ' +
    'ever really actually currently being'
  ).split(' '),
);

/** Whoever says one of them means who is signed in: one concept, however an API calls that. */
const SELF_WORDS = new Set(['i', 'me', 'my', 'myself', 'mine']);
const SELF: Concept = { term: stemWord('authenticated'), synonyms: ['self', 'current', 'own', 'viewer'].map(stemWord) };

/** Without stop words, unless it has nothing else; a word said twice counts once. */
export function queryConcepts(said: readonly SaidWord[]): Concept[] {
  const words = said
    .filter(({ word }) => !SELF_WORDS.has(word))
    .flatMap(({ word, insteadOf }) => (SHORT_FORMS.get(word) ?? [word]).map((spelled) => ({ word: spelled, insteadOf })));
  const telling = words.filter(({ word }) => !isStopWord(word) && !CHAT_WORDS.has(word));
  const phrases = new Map<string, string[]>();
  for (const { word, insteadOf } of telling.length > 0 ? telling : words) {
    const stem = stemWord(word);
    phrases.set(stem, [...(phrases.get(stem) ?? []), ...insteadOf.filter((each) => !isStopWord(each)).map(stemWord)]);
  }
  const concepts = [...phrases].map(([term, others]) => ({
    term,
    synonyms: [...new Set([...synonymsOf(term), ...others])].filter((synonym) => synonym !== term),
  }));
  return said.some(({ word }) => SELF_WORDS.has(word)) ? [...concepts, SELF] : concepts;
}
