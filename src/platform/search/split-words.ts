// Cuts names and prose into lower-case words: camelCase, kebab-case, paths and punctuation all end a word.

/** Longer runs are no words but data. */
const MAX_WORD_CHARS = 40;
/** What is looked at of one text: bounded before anything else sees it. */
const MAX_TEXT_CHARS = 20_000;

const WORD = /[\p{L}\p{N}]+/gu;
/** `listPets` → `list Pets`, `getURLFor` → `get URL For`, `projectsV2` stays one word. */
const CAMEL = /(\p{Ll}|\p{N})(?=\p{Lu}\p{Ll})|(\p{Ll})(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu;

/** At most `max` words, in order, repeats kept. */
export function splitWords(text: string, max: number): string[] {
  const words: string[] = [];
  const spaced = text.slice(0, MAX_TEXT_CHARS).replace(CAMEL, '$& ');
  for (const [word] of spaced.matchAll(WORD)) {
    if (words.length >= max) break;
    if (word.length <= MAX_WORD_CHARS) words.push(word.toLowerCase());
  }
  return words;
}
