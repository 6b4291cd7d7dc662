// Remembers for 30 s what access tokens opened, so that a busy one costs one query in that time and not one a request.
import { hash, randomBytes } from 'node:crypto';
import type { OrgRef, Actor } from '#kernel/context';
import { minutes, seconds } from '#kernel/duration';

export interface OpenedApp {
  readonly org: OrgRef;
  /** The person, with the role the application has at this moment; `app` names the application. */
  readonly actor: Actor & { readonly app: { readonly id: string; readonly name: string } };
  readonly resource: string;
  readonly expiresAt: Date;
}

const KEPT_MS = seconds(30);
const ENDED_KEPT_MS = minutes(5);
const MAX_KEPT = 10_000;

/** Tokens are never kept, not even in memory: entries are named by a hash salted with bytes of this process. */
export class KnownTokens {
  readonly #salt = randomBytes(32).toString('base64');
  readonly #known = new Map<string, { readonly opened: OpenedApp; readonly until: number }>();
  readonly #ended = new Map<string, number>();
  #changes = 0;

  nameOf(token: string): string {
    return hash('sha256', this.#salt + token, 'base64');
  }

  /** Changes with every notice: what was read before one is not remembered after it. */
  get changes(): number {
    return this.#changes;
  }

  get(name: string, now: Date): OpenedApp | undefined {
    const entry = this.#known.get(name);
    if (!entry) return undefined;
    // A clock set back must not lengthen the 30 s.
    const left = entry.until - now.getTime();
    if (left > 0 && left <= KEPT_MS) return entry.opened;
    this.#known.delete(name);
    return undefined;
  }

  put(name: string, opened: OpenedApp, { now, readAfter }: { readonly now: Date; readonly readAfter: number }): void {
    if (readAfter !== this.#changes) return;
    this.#known.delete(name);
    evictOldest(this.#known);
    this.#known.set(name, { opened, until: Math.min(now.getTime() + KEPT_MS, opened.expiresAt.getTime()) });
  }

  end(appId: string, now: Date): void {
    this.#forget(({ actor }) => actor.app.id === appId);
    this.#ended.delete(appId);
    evictOldest(this.#ended);
    this.#ended.set(appId, now.getTime() + ENDED_KEPT_MS);
  }

  /** The person's role changed somewhere: it is read anew. */
  forgetPerson(userId: string): void {
    this.#forget(({ actor }) => actor.id === userId);
  }

  /** Notices may have been lost: trust nothing that is remembered. */
  clear(): void {
    this.#forget(() => true);
  }

  /** True for a while after `end`: a check that began before must not let the app in. */
  isEnded(appId: string, now: Date): boolean {
    const until = this.#ended.get(appId);
    return until !== undefined && until > now.getTime();
  }

  #forget(isMeant: (opened: OpenedApp) => boolean): void {
    this.#changes += 1;
    for (const [name, entry] of this.#known) if (isMeant(entry.opened)) this.#known.delete(name);
  }
}

function evictOldest(map: Map<string, unknown>): void {
  const oldest = map.size >= MAX_KEPT ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
