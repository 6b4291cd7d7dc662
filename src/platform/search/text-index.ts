// The text half of the search: an inverted index with BM25F impacts, small enough for a bundle and opened without parsing words.
import { FIELDS, FIELD_NAMES, fieldTerms } from './document-terms.ts';
import type { Concept } from './query-concepts.ts';
import { memoized } from './memoized.ts';
import type { SearchDocument } from './search-document.ts';
import { stemWord } from './stem-word.ts';

/** As it is stored. `postings` is base64: for each term its documents as distances and impacts, all as variable-length numbers. */
export interface StoredText {
  readonly terms: readonly string[];
  /** How many documents hold each term. */
  readonly counts: readonly number[];
  readonly postings: string;
  /** For each document the terms of its names and its summary, as places in `terms`. */
  readonly titles: readonly (readonly number[])[];
}

interface WantedTerm {
  readonly number: number;
  readonly weight: number;
  readonly rarity: number;
}

const SATURATION = 1.2;
/** An impact is a saturated weight between 0 and 1, kept as a byte. */
const MAX_IMPACT = 255;
/** Beginnings of words count from here on; shorter ones begin everything. */
const MIN_PREFIX_CHARS = 3;
const MAX_PREFIX_TERMS = 30;
const PREFIX_WEIGHT = 0.6;
/** Anything between 0.4 and 0.7 finds as much; more lets synonyms drown the words themselves. */
const SYNONYM_WEIGHT = 0.6;
/** No operation is called by the word that was said: then its synonyms speak for it. */
const STRANGER_SYNONYM_WEIGHT = 0.9;
/** How much it matters that all of a query is answered: 0 not at all, 1 in proportion. */
const COVERAGE = 0.75;
/** A title that the query explains altogether counts this much more: "Delete a repository" before "Delete a repository ruleset". */
const TITLE_BONUS = 0.7;
const TITLE_FIELDS = new Set<string>(['id', 'summary']);

export function buildText(documents: readonly SearchDocument[]): StoredText {
  const stem = memoized(stemWord);
  const fields = documents.map((document) => fieldTerms(document, stem));
  const averages = FIELD_NAMES.map((_, i) => Math.max(1, sum(fields.map((each) => each[i]?.length ?? 0)) / Math.max(1, fields.length)));
  const postings = new Map<string, { document: number; impact: number }[]>();
  for (const [document, each] of fields.entries()) {
    for (const [term, weight] of termWeights(each, averages)) {
      const impact = Math.max(1, Math.round((MAX_IMPACT * weight) / (SATURATION + weight)));
      const held = postings.get(term);
      if (held) held.push({ document, impact });
      else postings.set(term, [{ document, impact }]);
    }
  }
  // Sorted by code units, not by a locale: the same bytes everywhere.
  const terms = [...postings.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  const numbers = new Map(terms.map((term, number) => [term, number]));
  const bytes: number[] = [];
  for (const term of terms) {
    let previous = 0;
    for (const { document, impact } of postings.get(term) ?? []) {
      pushNumber(bytes, document - previous);
      bytes.push(impact);
      previous = document;
    }
  }
  return {
    terms,
    counts: terms.map((term) => postings.get(term)?.length ?? 0),
    postings: Buffer.from(bytes).toString('base64'),
    titles: fields.map((each) => titleOf(each).flatMap((term) => numbers.get(term) ?? [])),
  };
}

const titleOf = (fields: readonly (readonly string[])[]): string[] => [
  ...new Set(FIELD_NAMES.flatMap((name, i) => (TITLE_FIELDS.has(name) ? (fields[i] ?? []) : []))),
];

function termWeights(fields: readonly (readonly string[])[], averages: readonly number[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [i, name] of FIELD_NAMES.entries()) {
    const terms = fields[i] ?? [];
    const { weight, lengthShare } = FIELDS[name];
    const each = weight / (1 - lengthShare + (lengthShare * terms.length) / (averages[i] ?? 1));
    for (const term of terms) weights.set(term, (weights.get(term) ?? 0) + each);
  }
  return weights;
}

export class TextIndex {
  readonly #terms: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;
  /** Where each term's postings begin; one more entry at the end. */
  readonly #starts: Uint32Array;
  readonly #documents: Uint32Array;
  readonly #impacts: Uint8Array;
  readonly #titles: readonly (readonly number[])[];
  readonly #size: number;
  /** Whether any title holds the term. */
  readonly #isInTitle: Uint8Array;

  constructor({ terms, counts, postings, titles }: StoredText, size: number) {
    this.#terms = terms;
    this.#numbers = new Map(terms.map((term, number) => [term, number]));
    this.#starts = new Uint32Array(terms.length + 1);
    for (const [number, count] of counts.entries()) this.#starts[number + 1] = (this.#starts[number] ?? 0) + count;
    const all = this.#starts[terms.length] ?? 0;
    this.#documents = new Uint32Array(all);
    this.#impacts = new Uint8Array(all);
    this.#titles = titles;
    this.#size = size;
    this.#isInTitle = new Uint8Array(terms.length);
    for (const title of titles) for (const number of title) this.#isInTitle[number] = 1;
    this.#read(Buffer.from(postings, 'base64'));
  }

  /**
   * One score per document. A concept counts once, by the best of its terms; what answers only some of the concepts counts for
   * less, by how rare the others are, and what has little else in its title counts more.
   */
  score(concepts: readonly Concept[]): Float32Array {
    const scores = new Float32Array(this.#size);
    const answered = new Float32Array(this.#size);
    const wanted = new Float32Array(this.#terms.length);
    let asked = 0;
    for (const concept of concepts) {
      const terms = this.#termsOf(concept);
      const rarest = terms.reduce((most, { rarity }) => Math.max(most, rarity), 0);
      asked += rarest;
      for (const { number, weight } of terms) wanted[number] = Math.max(wanted[number] ?? 0, weight);
      for (const [document, score] of this.#bestOf(terms).entries()) {
        if (score === 0) continue;
        scores[document] = (scores[document] ?? 0) + score;
        answered[document] = (answered[document] ?? 0) + rarest;
      }
    }
    return scores.map((score, i) =>
      score === 0 ? 0 : score * ((answered[i] ?? 0) / asked) ** COVERAGE * (1 + TITLE_BONUS * this.#titleShare(i, wanted)),
    );
  }

  #bestOf(terms: readonly WantedTerm[]): Float32Array {
    const best = new Float32Array(this.#size);
    for (const { number, weight, rarity } of terms) {
      const factor = (weight * rarity) / MAX_IMPACT;
      const to = this.#starts[number + 1] ?? 0;
      for (let i = this.#starts[number] ?? 0; i < to; i += 1) {
        const document = this.#documents[i] ?? 0;
        const score = factor * (this.#impacts[i] ?? 0);
        if (score > (best[document] ?? 0)) best[document] = score;
      }
    }
    return best;
  }

  /** How much of a document's title the query explains, 0–1. */
  #titleShare(document: number, wanted: Float32Array): number {
    let [all, explained] = [0, 0];
    for (const number of this.#titles[document] ?? []) {
      const rarity = this.#rarity(number);
      all += rarity;
      explained += rarity * (wanted[number] ?? 0);
    }
    return all === 0 ? 0 : explained / all;
  }

  #rarity(number: number): number {
    const held = (this.#starts[number + 1] ?? 0) - (this.#starts[number] ?? 0);
    return Math.log(1 + (this.#size - held + 0.5) / (held + 0.5));
  }

  #termsOf({ term, synonyms }: Concept): WantedTerm[] {
    const own = this.#numbers.get(term);
    const said = own === undefined ? this.#beginningWith(term) : [this.#wanted(own, 1)];
    // A rare synonym must not count for more than the word that was said.
    const mostRarity = own === undefined ? Infinity : this.#rarity(own);
    const weight = own !== undefined && this.#isInTitle[own] === 1 ? SYNONYM_WEIGHT : STRANGER_SYNONYM_WEIGHT;
    return [
      ...said,
      ...synonyms.flatMap((synonym) => {
        const number = this.#numbers.get(synonym);
        return number === undefined ? [] : [{ number, weight, rarity: Math.min(mostRarity, this.#rarity(number)) }];
      }),
    ];
  }

  #wanted(number: number, weight: number): WantedTerm {
    return { number, weight, rarity: this.#rarity(number) };
  }

  #beginningWith(prefix: string): WantedTerm[] {
    if (prefix.length < MIN_PREFIX_CHARS) return [];
    const found: WantedTerm[] = [];
    for (let number = this.#firstFrom(prefix); found.length < MAX_PREFIX_TERMS; number += 1) {
      if (!this.#terms[number]?.startsWith(prefix)) break;
      found.push(this.#wanted(number, PREFIX_WEIGHT));
    }
    return found;
  }

  #firstFrom(prefix: string): number {
    let [low, high] = [0, this.#terms.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#terms[middle] ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #read(bytes: Buffer): void {
    let at = 0;
    for (let number = 0; number + 1 < this.#starts.length; number += 1) {
      let document = 0;
      const to = this.#starts[number + 1] ?? 0;
      for (let i = this.#starts[number] ?? 0; i < to; i += 1) {
        let distance = 0;
        for (let shift = 0; ; shift += 7) {
          const byte = bytes[at] ?? 0;
          at += 1;
          distance |= (byte & 0x7f) << shift;
          if (byte < 0x80) break;
        }
        document += distance;
        this.#documents[i] = document;
        this.#impacts[i] = bytes[at] ?? 0;
        at += 1;
      }
    }
  }
}

function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
