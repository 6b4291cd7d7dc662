// Hosts that answered lately, and whether they take a connection now.
import { addressFamily } from '#platform/http/address-family';
import { minutes, seconds } from '#kernel/duration';
import { hostOf, isLoopbackHost } from '#platform/http/address-guard';
import type { Dial } from '#platform/http/dial';

/** An answer of a witness serves all who ask meanwhile. */
const KEEP_ANSWER_MS = seconds(10);
const MAX_WITNESSES = 5;
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
  // Who calls one API calls it again: reading its origin costs more than all the rest.
  let last = readOrigin('');
  const ask = (origin: string): Promise<boolean> => {
    const kept = answers.get(origin);
    if (kept && nowMs() - kept.askedAt < KEEP_ANSWER_MS) return kept.isThere;
    const answer = { askedAt: nowMs(), isThere: dial(origin).catch(() => false) };
    answers.set(origin, answer);
    return answer.isThere;
  };
  return {
    reached: (reachedUrl: string): void => {
      if (!reachedUrl.startsWith(last.prefix)) last = readOrigin(reachedUrl);
      const { name, origin } = last;
      if (name === '') return;
      known.delete(name);
      known.set(name, { origin, reachedAt: nowMs() });
      if (known.size <= MAX_REMEMBERED) return;
      const [, crowd] = [...Map.groupBy(known, ([host]) => neighbourhoodOf(host))].reduce((a, b) => (b[1].length > a[1].length ? b : a));
      const [oldest] = crowd;
      if (!oldest) return;
      known.delete(oldest[0]);
      answers.delete(oldest[1].origin);
    },
    /** True when enough others answered lately, and none of them does now. */
    areSilent: async (exceptHost: string): Promise<boolean> => {
      const begin = nowMs();
      const others = [...known].filter(([name, { reachedAt }]) => name !== exceptHost && begin - reachedAt <= REMEMBER_MS);
      const asked = chosenOf(others).map(([, { origin }]) => ask(origin));
      if (asked.length < MIN_WITNESSES || (await anyOf(asked))) return false;
      // Somebody else may have been reached while we asked.
      return ![...known].some(([name, { reachedAt }]) => name !== exceptHost && reachedAt > begin);
    },
  };
}

interface Origin {
  /** What every URL of it begins with. */
  readonly prefix: string;
  readonly origin: string;
  /** Of its host; empty for one that is no witness. */
  readonly name: string;
}

function readOrigin(text: string): Origin {
  const url = URL.parse(text);
  if (!url) return { prefix: `${text}\0`, origin: '', name: '' };
  const host = hostOf(url);
  return { prefix: `${url.origin}/`, origin: url.origin, name: isLoopbackHost(host) ? '' : host };
}

type Known = readonly [host: string, witness: Witness];

/**
 * One of each neighbourhood before a second one of any, from the newest to the oldest: who answers from many hosts, and then
 * falls silent with all of them, shall not be able to make an outage of somebody else look like ours.
 */
function chosenOf(others: readonly Known[]): readonly Known[] {
  const groups = [...Map.groupBy(others.toReversed(), ([host]) => neighbourhoodOf(host)).values()];
  const firsts = groups.flatMap((group) => group.slice(0, 1));
  if (firsts.length < MAX_WITNESSES) return [...firsts, ...groups.flatMap((group) => group.slice(1))].slice(0, MAX_WITNESSES);
  const stride = (firsts.length - 1) / (MAX_WITNESSES - 1);
  return Array.from({ length: MAX_WITNESSES }, (_, index) => Math.round(index * stride)).flatMap((place) => firsts.slice(place, place + 1));
}

/** What one owner is likely to hold whole: the last two labels of a name, the larger half of an address. */
function neighbourhoodOf(host: string): string {
  if (addressFamily(host) === 4) return host.split('.').slice(0, 2).join('.');
  return addressFamily(host) === 6 ? host.split(':').slice(0, 2).join(':') : host.split('.').slice(-2).join('.');
}

/** As soon as one is true. */
const anyOf = (answers: readonly Promise<boolean>[]): Promise<boolean> =>
  Promise.any(answers.map((answer) => answer.then((isThere) => isThere || Promise.reject(new Error('silent'))))).catch(() => false);
