// How often search finds the right one of GitHub's operations, and how fast, beside two search libraries with their defaults:
// the same words of each operation, the same sixty intents, in one run.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { searchDocumentsOf } from '#modules/sources';
import { openSearch } from '#platform/search/open-search';
import type { SearchDocument } from '#platform/search/search-document';
import { SEARCH_INTENTS } from '#test/search-intents';
import type { SearchIntent } from '#test/search-intents';
import { recallOf } from '#test/search-recall';
import { compiledGitHub } from './compiled-github.ts';
import { median } from './row.ts';
import type { Row } from './row.ts';

const KINDS: readonly SearchIntent['kind'][] = ['lexical', 'paraphrase', 'mismatch'];
const ROUNDS = 5;
const MOST = 20;

/** Ids, best first. */
type Search = (query: string) => readonly string[] | Promise<readonly string[]>;

export async function measureSearchSdk(): Promise<Row[]> {
  const { operations, schemas, search, vectors } = compiledGitHub();
  const opened = openSearch(search, vectors);
  const texts = searchDocumentsOf(operations, new Map(Object.entries(schemas))).map(textOf);
  const own = await rowsOf('ours', (query) => opened.search(query, MOST).matches.map(({ id }) => id));
  const bounds = [{ atLeast: 65 }, { atLeast: 78 }, { atMost: 10 }];
  return [
    ...own.map((row, i) => ({ ...row, ...bounds[i] })),
    ...(await rowsOf('MiniSearch 7.2.0 (defaults)', miniSearch(texts))),
    ...(await rowsOf('Orama 3.1.18 (defaults)', orama(texts))),
  ];
}

async function rowsOf(who: string, search: Search): Promise<Row[]> {
  const times: number[] = [];
  const answered: { intent: SearchIntent; ids: readonly string[] }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const intent of SEARCH_INTENTS) {
      const start = performance.now();
      const ids = await search(intent.query);
      times.push(performance.now() - start);
      if (round === 0) answered.push({ intent, ids });
    }
  }
  const byKind = (count: number): string =>
    KINDS.map(
      (kind) =>
        `${kind} ${percent(
          recallOf(
            answered.filter(({ intent }) => intent.kind === kind),
            count,
          ),
        )}`,
    ).join(', ');
  return [
    {
      what: `search GitHub's operations, ${who}: found among the first 5`,
      value: percent(recallOf(answered, 5)),
      unit: '%',
      note: byKind(5),
    },
    {
      what: `search GitHub's operations, ${who}: found among the first 12`,
      value: percent(recallOf(answered, 12)),
      unit: '%',
      note: byKind(12),
    },
    { what: `search GitHub's operations, ${who}: one query`, value: median(times), unit: 'ms' },
  ];
}

interface Text {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: string;
  readonly schemas: string;
}
const FIELDS = ['name', 'path', 'summary', 'description', 'parameters', 'schemas'] as const;

const textOf = ({ id, words }: SearchDocument): Text => ({
  id,
  name: words.id,
  path: words.path,
  summary: words.summary,
  description: words.description,
  parameters: words.parameters.join(' '),
  schemas: words.schemas.join(' '),
});

const peer = createRequire(join(import.meta.dirname, '../test/peers/bench/search-engines/package.json'));

interface MiniSearchPeer {
  addAll(texts: readonly Text[]): void;
  search(query: string): readonly { readonly id: string }[];
}

function miniSearch(texts: readonly Text[]): Search {
  const MiniSearch = peer('minisearch') as new (options: { fields: readonly string[] }) => MiniSearchPeer;
  const engine = new MiniSearch({ fields: FIELDS });
  engine.addAll(texts);
  return (query) => engine.search(query).map(({ id }) => id);
}

interface OramaPeer {
  create(options: { schema: Readonly<Record<string, 'string'>> }): unknown;
  insertMultiple(engine: unknown, texts: readonly Text[]): unknown;
  search(engine: unknown, query: { term: string; limit: number }): Promise<OramaAnswer> | OramaAnswer;
}
interface OramaAnswer {
  readonly hits: readonly { readonly document: Text }[];
}

function orama(texts: readonly Text[]): Search {
  const { create, insertMultiple, search } = peer('@orama/orama') as OramaPeer;
  const engine = create({ schema: Object.fromEntries(FIELDS.map((field) => [field, 'string'] as const)) });
  const inserted = Promise.resolve(
    insertMultiple(
      engine,
      texts.map((text) => ({ ...text })),
    ),
  );
  return async (term) => {
    await inserted;
    const { hits } = await search(engine, { term, limit: MOST });
    return hits.map(({ document }) => document.id);
  };
}

const percent = (share: number): number => Math.round(share * 1_000) / 10;
