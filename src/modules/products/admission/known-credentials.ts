// What this process knows of callers' credentials for a minute, by keyed hash: never the credential itself.
import { seconds } from '#kernel/duration';
import type { Clock } from '#platform/clock';
import type { Db } from '#platform/db/connect';
import type { Verdict } from './ask-validation.ts';

type Known = Exclude<Verdict, 'unknown'>;

const KEPT_MS = seconds(60);
/** The oldest are forgotten first. */
const MAX_KNOWN = 20_000;

export class KnownCredentials {
  readonly #known = new Map<string, { readonly verdict: Known; readonly until: number }>();
  readonly #underWay = new Map<string, Promise<Verdict>>();

  /** `name` holds whose credential it is, for which connection of which source. */
  get(name: string, { now }: Pick<Clock, 'now'>): Known | undefined {
    const found = this.#known.get(name);
    if (!found) return undefined;
    if (found.until > now().getTime()) return found.verdict;
    this.#known.delete(name);
    return undefined;
  }

  put(name: string, verdict: Known, { now }: Pick<Clock, 'now'>): void {
    this.#known.delete(name);
    const oldest = this.#known.size >= MAX_KNOWN ? this.#known.keys().next().value : undefined;
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(name, { verdict, until: now().getTime() + KEPT_MS });
  }

  forget(name: string): void {
    this.#known.delete(name);
  }

  /** A burst of one credential asks the API once. */
  join(name: string, start: () => Promise<Verdict>): Promise<Verdict> {
    const running = this.#underWay.get(name);
    if (running) return running;
    const started = start().finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, started);
    return started;
  }
}

// One per process is one per pool of connections; a second pool in a test is a second process.
const kept = new WeakMap<Db, KnownCredentials>();

export function knownCredentials({ db }: { readonly db: Db }): KnownCredentials {
  const known = kept.get(db) ?? new KnownCredentials();
  kept.set(db, known);
  return known;
}
