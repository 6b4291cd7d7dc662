// Remembers for 30 s what tokens opened, so that a busy one costs one check in that time and not one a request.
import { hash, randomBytes } from 'node:crypto';
import type { Actor, OrgRef } from '#kernel/context';
import { minutes, seconds } from '#kernel/duration';

/** Whom a token stands for. */
export interface Authenticated {
  readonly org: OrgRef;
  readonly actor: Actor;
}

const KEPT_MS = seconds(30);
const ENDED_KEPT_MS = minutes(5);
const MAX_KEPT = 10_000;

interface Kept<Who> {
  readonly who: Who;
  readonly until: number;
}

interface Put {
  readonly now: Date;
  /** `changes` when the check began: what was read before a notice is not remembered after it. */
  readonly readAfter: number;
  /** The end of the token itself. */
  readonly expiresAt?: Date | undefined;
}

/** Tokens are never kept, not even in memory: entries are named by a hash salted with bytes of this process. */
export class OpenedTokens<Who extends Authenticated> {
  readonly #salt = randomBytes(32).toString('base64');
  readonly #idOf: (who: Who) => string;
  readonly #opened = new Map<string, Kept<Who>>();
  readonly #ended = new Map<string, number>();
  #changes = 0;

  /** `idOf`: of the key or the grant behind the token, which is what ends. */
  constructor(idOf: (who: Who) => string) {
    this.#idOf = idOf;
  }

  nameOf(token: string): string {
    return hash('sha256', this.#salt + token, 'base64');
  }

  /** Another number after every notice. */
  get changes(): number {
    return this.#changes;
  }

  get(name: string, now: Date): Who | undefined {
    const kept = this.#opened.get(name);
    if (!kept) return undefined;
    // A clock set back must not lengthen the 30 s.
    const left = kept.until - now.getTime();
    if (left > 0 && left <= KEPT_MS) return kept.who;
    this.#opened.delete(name);
    return undefined;
  }

  put(name: string, who: Who, { now, readAfter, expiresAt }: Put): void {
    if (readAfter !== this.#changes || this.isEnded(this.#idOf(who), now)) return;
    this.#opened.delete(name);
    evictOldest(this.#opened);
    this.#opened.set(name, { who, until: Math.min(now.getTime() + KEPT_MS, expiresAt?.getTime() ?? Infinity) });
  }

  end(id: string, now: Date): void {
    this.forget((who) => this.#idOf(who) === id);
    this.#ended.delete(id);
    evictOldest(this.#ended);
    this.#ended.set(id, now.getTime() + ENDED_KEPT_MS);
  }

  forget(isMeant: (who: Who) => boolean): void {
    this.#changes += 1;
    for (const [name, kept] of this.#opened) if (isMeant(kept.who)) this.#opened.delete(name);
  }

  /** Notices may have been lost: trust nothing that is remembered. */
  clear(): void {
    this.forget(() => true);
  }

  /** True for a while after `end`: a check that began before must not bring the token back. */
  isEnded(id: string, now: Date): boolean {
    const until = this.#ended.get(id);
    return until !== undefined && until > now.getTime();
  }
}

function evictOldest(map: Map<string, unknown>): void {
  const oldest = map.size >= MAX_KEPT ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
