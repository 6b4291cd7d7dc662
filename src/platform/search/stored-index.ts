// The search index as a bundle stores it. Read back only from our own database, so its shape is checked, not its every entry.
import type { StoredText } from './text-index.ts';

export interface StoredIndex {
  readonly version: 1;
  readonly ids: readonly string[];
  /** Per document, as `nameKey` makes them. */
  readonly names: readonly (readonly string[])[];
  readonly paths: readonly string[];
  /** Empty where none was given. */
  readonly methods: readonly string[];
  readonly text: StoredText;
}

export function readStoredIndex(json: string): StoredIndex {
  const index = JSON.parse(json) as Partial<StoredIndex> | null;
  if (index?.version !== 1 || !index.ids || !index.names || !index.paths || !index.methods || !index.text) {
    throw new Error('the search index was built by another version: build it again');
  }
  return { version: 1, ids: index.ids, names: index.names, paths: index.paths, methods: index.methods, text: index.text };
}
