// What of a document counts as text, and how much: BM25F, one weight per field, saturated once over all of them. Pure.
import type { SearchDocument } from './search-document.ts';
import { splitWords } from './split-words.ts';
import { SHORT_FORMS } from './vocabulary/short-forms.ts';
import { isStopWord } from './query-concepts.ts';

interface Field {
  readonly weight: number;
  /** How much longer fields count less, 0–1. */
  readonly lengthShare: number;
  readonly maxWords: number;
}

/** Measured on the development intents; names and summaries say what an operation does, the rest what it touches. */
export const FIELDS = {
  id: { weight: 3, lengthShare: 0.6, maxWords: 40 },
  path: { weight: 1.2, lengthShare: 0.6, maxWords: 40 },
  summary: { weight: 2.5, lengthShare: 0.75, maxWords: 60 },
  description: { weight: 0.6, lengthShare: 0.6, maxWords: 120 },
  parameters: { weight: 0.5, lengthShare: 0.6, maxWords: 120 },
  schemas: { weight: 0.5, lengthShare: 0.6, maxWords: 40 },
  aliases: { weight: 3, lengthShare: 0.3, maxWords: 60 },
  method: { weight: 0.6, lengthShare: 0, maxWords: 4 },
} as const satisfies Record<keyof SearchDocument['words'], Field>;

type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES: readonly FieldName[] = ['id', 'path', 'summary', 'description', 'parameters', 'schemas', 'aliases', 'method'];

/** What a method does, in the words people use. */
const METHOD_WORDS: Readonly<Record<string, string>> = {
  GET: 'get list',
  POST: 'create',
  PUT: 'set replace',
  PATCH: 'update',
  DELETE: 'delete remove',
};

/** How much of a description is looked at for its first sentence. */
const MAX_SENTENCE_CHARS = 300;

/** A document without summaries has descriptions that begin with one. */
export function summaryOf({ summary, description }: SearchDocument['words']): string {
  if (summary !== '') return summary;
  const plain = description
    .slice(0, MAX_SENTENCE_CHARS)
    .replaceAll(/<[^<>]*>/g, ' ')
    .trim();
  return /^[^.!?\n]*/.exec(plain)?.[0] ?? '';
}

/** Stems of each field, in the order of FIELD_NAMES. */
export function fieldTerms({ words }: SearchDocument, stem: (word: string) => string): string[][] {
  const texts: Record<FieldName, string> = {
    id: words.id,
    path: words.path.replaceAll(/\{[^}]*\}/g, ' '),
    summary: summaryOf(words),
    description: words.description,
    parameters: words.parameters.join(' '),
    schemas: words.schemas.join(' '),
    aliases: words.aliases.join(' '),
    method: METHOD_WORDS[words.method ?? ''] ?? '',
  };
  return FIELD_NAMES.map((name) =>
    splitWords(texts[name], FIELDS[name].maxWords)
      .filter((word) => !isStopWord(word))
      .flatMap((word) => SHORT_FORMS.get(word) ?? [word])
      .map(stem),
  );
}
