// Remembers keys that were verified a moment ago, so that a busy key costs one scrypt in 30 s, not one a request.
import { hash, randomBytes } from 'node:crypto';
import type { Actor, OrgRef } from '#kernel/context';
import { minutes, seconds } from '#kernel/duration';

export interface Authenticated {
  readonly org: OrgRef;
  readonly actor: Actor;
}

const KEPT_MS = seconds(30);
const REVOKED_KEPT_MS = minutes(5);
const MAX_KEPT = 10_000;

/** Tokens are never kept, not even in memory: entries are named by a hash salted with bytes of this process. */
export class VerifiedKeys<Who extends Authenticated = Authenticated> {
  readonly #salt = randomBytes(32).toString('base64');
  readonly #verified = new Map<string, { readonly who: Who; readonly until: number }>();
  readonly #revoked = new Map<string, number>();

  nameOf(token: string): string {
    return hash('sha256', this.#salt + token, 'base64');
  }

  get(name: string, now: Date): Who | undefined {
    const entry = this.#verified.get(name);
    if (!entry) return undefined;
    // A clock set back must not lengthen the 30 s.
    const left = entry.until - now.getTime();
    if (left > 0 && left <= KEPT_MS) return entry.who;
    this.#verified.delete(name);
    return undefined;
  }

  put(name: string, who: Who, now: Date): void {
    if (this.isRevoked(who.actor.id, now)) return;
    this.#verified.delete(name);
    evictOldest(this.#verified);
    this.#verified.set(name, { who, until: now.getTime() + KEPT_MS });
  }

  revoke(keyId: string, now: Date): void {
    for (const [name, entry] of this.#verified) if (entry.who.actor.id === keyId) this.#verified.delete(name);
    this.#revoked.delete(keyId);
    evictOldest(this.#revoked);
    this.#revoked.set(keyId, now.getTime() + REVOKED_KEPT_MS);
  }

  /** Notices of revocation may have been lost: trust nothing that is remembered. */
  clear(): void {
    this.#verified.clear();
  }

  /** True for a while after `revoke`: a check that began before must not bring the key back. */
  isRevoked(keyId: string, now: Date): boolean {
    const until = this.#revoked.get(keyId);
    return until !== undefined && until > now.getTime();
  }
}

function evictOldest(map: Map<string, unknown>): void {
  const oldest = map.size >= MAX_KEPT ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
