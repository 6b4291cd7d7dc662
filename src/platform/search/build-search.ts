// Builds a search index from documents: the same documents, the same bytes.
import { buildVectors } from './char-vectors.ts';
import { summaryOf } from './document-terms.ts';
import { nameKey } from './name-match.ts';
import type { SearchDocument } from './search-document.ts';
import type { StoredIndex } from './stored-index.ts';
import { buildText } from './text-index.ts';

export interface BuiltSearch {
  /** JSON text for `openSearch`. */
  readonly index: string;
  /** Typed and versioned by its own header. */
  readonly vectors: Uint8Array;
}

/** What has a name of its own counts for the vectors; prose would drown it. */
const MAX_SUMMARY_CHARS = 300;

export function buildSearch(documents: readonly SearchDocument[]): BuiltSearch {
  const index: StoredIndex = {
    version: 1,
    ids: documents.map(({ id }) => id),
    names: documents.map(({ id, words }) =>
      [...new Set([id, ...words.id.split(/\s+/), ...words.aliases].map(nameKey))].filter((name) => name !== ''),
    ),
    paths: documents.map(({ words }) => words.path),
    methods: documents.map(({ words }) => words.method ?? ''),
    text: buildText(documents),
  };
  return { index: JSON.stringify(index), vectors: buildVectors(documents.map(vectorText)) };
}

const vectorText = ({ words }: SearchDocument): string =>
  [words.id, summaryOf(words).slice(0, MAX_SUMMARY_CHARS), words.aliases.join(' '), words.path.replaceAll(/\{[^}]*\}/g, ' ')].join(' ');
