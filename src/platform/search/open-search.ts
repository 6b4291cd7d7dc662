// Opens what buildSearch built and answers queries: text match and character vectors together, exact names and paths first.
import { VectorIndex } from './char-vectors.ts';
import { expectedMethods } from './expected-methods.ts';
import { createNameMatcher, MIN_NAMED, pathSegments } from './name-match.ts';
import { queryConcepts } from './query-concepts.ts';
import { saidWords } from './said-words.ts';
import { readStoredIndex } from './stored-index.ts';
import { TextIndex } from './text-index.ts';
import { SHORT_FORMS } from './vocabulary/short-forms.ts';

export interface SearchAnswer {
  /** Best first, at most `limit`. `score` is between 0 and 1. */
  readonly matches: readonly { readonly id: string; readonly score: number }[];
  /** How many documents match at all: "N of M". */
  readonly total: number;
}

export interface OpenedSearch {
  search(query: string, limit: number): SearchAnswer;
}

const TEXT_SHARE = 0.7;
const VECTOR_SHARE = 0.3;
/** Less is a match of nobody: a common word somewhere in a description, grams that met by chance. */
const MIN_SCORE = 0.2;
/** Without a word in common, spelling alone must be close. */
const MIN_COSINE = 0.3;
/** Where nothing is spelled much alike, the best of the little must not count as much as a good match. */
const FULL_COSINE = 0.5;
/** What does something else than the query's verb counts this much. */
const OTHER_METHOD_SHARE = 0.65;

/** Throws where the two do not belong together or were built by another version: build them again. */
export function openSearch(index: string, vectors: Uint8Array): OpenedSearch {
  const stored = readStoredIndex(index);
  const words = new TextIndex(stored.text, stored.ids.length);
  const spelling = new VectorIndex(vectors);
  if (spelling.rows !== stored.ids.length) throw new Error('the vectors belong to another index: build both again');
  const documents = stored.ids.map((id, i) => ({
    id,
    names: stored.names[i] ?? [],
    segments: pathSegments(stored.paths[i] ?? ''),
    method: stored.methods[i] ?? '',
  }));

  return {
    search(query, limit) {
      const nameScore = createNameMatcher(query);
      const said = saidWords(query);
      const spelledOut = said.flatMap(({ word }) => SHORT_FORMS.get(word) ?? [word]).join(' ');
      const likeness = likenessOf(words.score(queryConcepts(said)), spelling.score(spelledOut));
      const methods = expectedMethods(said);
      const found: Found[] = [];
      for (const [i, document] of documents.entries()) {
        const isOther = methods !== undefined && document.method !== '' && !methods.includes(document.method);
        const [named, alike] = [nameScore(document), likeness(i) * (isOther ? OTHER_METHOD_SHARE : 1)];
        if (named > 0 || alike >= MIN_SCORE) found.push({ id: document.id, named, alike });
      }
      // Whatever is named comes before whatever is alike; ties are broken by id, so that an answer never depends on order.
      found.sort((a, b) => b.named - a.named || b.alike - a.alike || (a.id < b.id ? -1 : 1));
      // What is only alike scores below everything that is named.
      const share = found[0] !== undefined && found[0].named > 0 ? MIN_NAMED : 1;
      const matches = found.slice(0, limit).map(({ id, named, alike }) => ({ id, score: round(named > 0 ? named : alike * share) }));
      return { matches, total: found.length };
    },
  };
}

interface Found {
  readonly id: string;
  readonly named: number;
  readonly alike: number;
}

/** Both halves are measured against their best document, so that neither drowns the other. */
function likenessOf(text: Float32Array, cosine: Float32Array): (document: number) => number {
  const bestText = largest(text);
  const bestCosine = Math.max(FULL_COSINE, largest(cosine));
  return (i) => {
    const [words, spelling] = [text[i] ?? 0, cosine[i] ?? 0];
    if (words === 0 && spelling < MIN_COSINE) return 0;
    return TEXT_SHARE * (bestText === 0 ? 0 : words / bestText) + VECTOR_SHARE * (spelling / bestCosine);
  };
}

const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, value), 0);

const round = (score: number): number => Math.round(score * 1_000) / 1_000;
