// Finds phrases in words: sets of words in order, with a bounded number of others between them. Each token is looked at once,
// and only by the phrases that contain it, so that the work grows with the text and not with what the text repeats.
import type { Token } from './tokens.ts';

interface Stage {
  readonly words: readonly string[];
  /** How many tokens may stand between it and the one before. */
  readonly gap: number;
  readonly mustBeAsked: boolean;
  readonly mustNotBeDenied: boolean;
}

interface Use {
  readonly phrase: number;
  readonly stage: number;
}

export interface PhraseHit {
  /** Of the phrase, as given. */
  readonly phrase: number;
  /** Where it begins in the text, or its last words do. */
  readonly at: number;
  readonly sentence: number;
}

export interface PhraseMatcher {
  hits(tokens: readonly Token[]): PhraseHit[];
}

/**
 * A phrase is words divided by spaces: `ignore|forget ~2 previous|prior instructions`. `|` divides alternatives, `~2` lets up to two
 * other words stand before the next one, `^word` must begin a clause or follow a word that asks for a deed, `+word` must not be denied
 * ("do not send"). A word that begins with `@` is a class of tokens. A phrase stays within one sentence.
 */
export function compilePhrases(phrases: readonly string[]): PhraseMatcher {
  const stages: Stage[][] = [];
  const index = new Map<string, Use[]>();
  phrases.forEach((text, phrase) => {
    const list = stagesOf(text);
    list.forEach(({ words }, stage) => words.forEach((word) => index.set(word, [...(index.get(word) ?? []), { phrase, stage }])));
    stages.push(list);
  });
  // Later stages first, so that one token does not serve two stages of one phrase.
  for (const [word, uses] of index)
    index.set(
      word,
      uses.toSorted((a, b) => b.stage - a.stage),
    );
  return { hits: (tokens) => new Search(tokens, stages, index).run() };
}

function stagesOf(text: string): Stage[] {
  const stages: Stage[] = [];
  let gap = 0;
  for (const part of text.split(' ')) {
    if (part.startsWith('~')) {
      gap = Number(part.slice(1));
      continue;
    }
    const marks = /^[\^+]*/.exec(part)?.[0] ?? '';
    const words = part.slice(marks.length).split('|');
    stages.push({ words, gap, mustBeAsked: marks.includes('^'), mustNotBeDenied: marks.includes('+') });
    gap = 0;
  }
  return stages;
}

/** Of each stage of a phrase the newest token that completed it: the latest is the best start for the next stage. */
interface Progress {
  readonly token: Int32Array;
  /** The token the phrase began with. */
  readonly start: Int32Array;
  /** The sentence of the newest hit: one hit a sentence is enough. */
  hitIn: number;
}

class Search {
  readonly #tokens: readonly Token[];
  readonly #stages: readonly (readonly Stage[])[];
  readonly #index: ReadonlyMap<string, readonly Use[]>;
  readonly #progress = new Map<number, Progress>();
  readonly #hits: PhraseHit[] = [];

  constructor(tokens: readonly Token[], stages: readonly (readonly Stage[])[], index: ReadonlyMap<string, readonly Use[]>) {
    this.#tokens = tokens;
    this.#stages = stages;
    this.#index = index;
  }

  run(): PhraseHit[] {
    this.#tokens.forEach((token, position) => {
      if (token.word !== '') this.#advance(this.#index.get(token.word), token, position);
      for (const name of token.classes) this.#advance(this.#index.get(name), token, position);
    });
    return this.#hits;
  }

  #advance(uses: readonly Use[] | undefined, token: Token, position: number): void {
    if (!uses) return;
    for (const { phrase, stage: number } of uses) {
      const list = this.#stages[phrase] ?? [];
      const stage = list[number];
      if (!stage || (stage.mustBeAsked && !token.isAsked) || (stage.mustNotBeDenied && token.isDenied)) continue;
      const made = this.#progressOf(phrase, list.length);
      const start = number === 0 ? position : this.#startOf(made, { number, gap: stage.gap, position });
      if (start === -1) continue;
      made.token[number] = position;
      made.start[number] = start;
      if (number < list.length - 1 || made.hitIn === token.sentence) continue;
      made.hitIn = token.sentence;
      this.#hits.push({ phrase, at: this.#tokens[start]?.at ?? 0, sentence: token.sentence });
    }
  }

  #progressOf(phrase: number, length: number): Progress {
    const known = this.#progress.get(phrase);
    if (known) return known;
    const made = { token: new Int32Array(length).fill(-1), start: new Int32Array(length).fill(-1), hitIn: -1 };
    this.#progress.set(phrase, made);
    return made;
  }

  /** The token the phrase began with, if this one goes on with it; else -1. */
  #startOf(made: Progress, { number, gap, position }: { number: number; gap: number; position: number }): number {
    const last = made.token[number - 1] ?? -1;
    if (last === -1 || last === position || position - last - 1 > gap) return -1;
    return this.#tokens[last]?.sentence === this.#tokens[position]?.sentence ? (made.start[number - 1] ?? -1) : -1;
  }
}
