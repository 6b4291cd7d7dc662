// Hosts that answered lately, and whether they take a connection now.
import { minutes, seconds } from '#kernel/duration';
import { hostOf, isLoopbackHost } from '#platform/http/address-guard';
import type { Dial } from '#platform/http/dial';

/** An answer of a witness serves all who ask meanwhile. */
const KEEP_ANSWER_MS = seconds(10);
const MAX_WITNESSES = 3;
/** The word of one is none: it may be down itself. */
const MIN_WITNESSES = 2;
/** Who answered longer ago may be gone for good. */
const REMEMBER_MS = minutes(60);
const MAX_REMEMBERED = 50;

interface WitnessParts {
  readonly dial: Dial;
  readonly nowMs: () => number;
}

interface Witness {
  readonly origin: string;
  readonly reachedAt: number;
}

interface Answer {
  readonly askedAt: number;
  readonly isThere: Promise<boolean>;
}

export function createWitnesses({ dial, nowMs }: WitnessParts) {
  /** By host; newest last. */
  const known = new Map<string, Witness>();
  const answers = new Map<string, Answer>();
  const ask = (origin: string): Promise<boolean> => {
    const kept = answers.get(origin);
    if (kept && nowMs() - kept.askedAt < KEEP_ANSWER_MS) return kept.isThere;
    const answer = { askedAt: nowMs(), isThere: dial(origin).catch(() => false) };
    answers.set(origin, answer);
    return answer.isThere;
  };
  return {
    reached: (origin: string): void => {
      const url = URL.parse(origin);
      const name = url ? hostOf(url) : '';
      if (!url || name === '' || isLoopbackHost(name)) return;
      known.delete(name);
      known.set(name, { origin: url.origin, reachedAt: nowMs() });
      const [oldest] = known.size > MAX_REMEMBERED ? known : [];
      if (!oldest) return;
      known.delete(oldest[0]);
      answers.delete(oldest[1].origin);
    },
    /** True when enough others answered lately, and none of them does now. */
    areSilent: async (exceptHost: string): Promise<boolean> => {
      const begin = nowMs();
      const others = [...known].filter(([name, { reachedAt }]) => name !== exceptHost && begin - reachedAt <= REMEMBER_MS);
      const asked = others.slice(-MAX_WITNESSES).map(([, { origin }]) => ask(origin));
      if (asked.length < MIN_WITNESSES || (await anyOf(asked))) return false;
      // Somebody else may have been reached while we asked.
      return ![...known].some(([name, { reachedAt }]) => name !== exceptHost && reachedAt > begin);
    },
  };
}

/** As soon as one is true. */
const anyOf = (answers: readonly Promise<boolean>[]): Promise<boolean> =>
  Promise.any(answers.map((answer) => answer.then((isThere) => isThere || Promise.reject(new Error('silent'))))).catch(() => false);
