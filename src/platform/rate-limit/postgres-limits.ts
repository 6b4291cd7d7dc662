// Limits over one table of PostgreSQL. A quiet key costs one statement a request; a busy one is leased tokens ahead, so
// that it costs one statement in many.
import { minutes, seconds } from '#kernel/duration';
import type { Clock } from '#platform/clock';
import type { Db } from '#platform/db/connect';
import type { Log } from '#platform/log';
import type { LimitRule, Limits, Taken } from './limits.ts';
import { pruneBuckets, returnTokens, takeTokens, tokensLeft } from './store.ts';

export interface LimitsOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is held unused for longer is not used any more; the key's next statement returns it. */
const LEASE_MS = seconds(2);
const CHUNKS_PER_CAPACITY = 20;
/** Smaller rules (passwords, invitations) are exact. */
const SMALLEST_LEASED_CAPACITY = 100;
const MAX_KEYS = 10_000;
const PRUNE_EVERY_MS = minutes(1);
const PRUNE_AT_MOST = 1000;
const WARN_EVERY_MS = minutes(1);

interface Waiter {
  readonly cost: number;
  readonly resolve: (taken: Taken) => void;
}

/** What this process knows of one key. */
interface Local {
  readonly rule: LimitRule;
  /** Tokens of ours, not used yet. */
  held: number;
  leasedAt: number;
  /** How many to ask for next time. */
  chunk: number;
  /** A cost that was refused is refused until then without asking again. */
  refused: { readonly cost: number; readonly until: number } | undefined;
  /** Those who came while a statement is under way share the next one. */
  waiting: Waiter[];
  isAsking: boolean;
}

const TAKEN: Taken = { ok: true };

export function createLimits({ db, clock, log }: LimitsOptions): Limits {
  const locals = new Map<string, Local>();
  let prunedAt = clock.now().getTime();
  let warnedAt = -Infinity;

  const localOf = (key: string, rule: LimitRule): Local => {
    const known = locals.get(key);
    if (known && known.rule.capacity === rule.capacity && known.rule.perMs === rule.perMs) return known;
    const oldest = locals.size >= MAX_KEYS ? locals.keys().next().value : undefined;
    if (oldest !== undefined) locals.delete(oldest);
    const local: Local = { rule, held: 0, leasedAt: -Infinity, chunk: 1, refused: undefined, waiting: [], isAsking: false };
    locals.set(key, local);
    return local;
  };

  const failOpen = (error: unknown): void => {
    const now = clock.now().getTime();
    if (now - warnedAt < WARN_EVERY_MS) return;
    warnedAt = now;
    log.warn({ error }, 'limits are not enforced: the database does not answer');
  };

  /** Not waited for: pruning is nobody's request. */
  const pruneSometimes = (): void => {
    const now = clock.now();
    if (now.getTime() - prunedAt < PRUNE_EVERY_MS) return;
    prunedAt = now.getTime();
    pruneBuckets(db, now, PRUNE_AT_MOST).catch(failOpen);
  };

  /** Ends when nobody waits: each round answers all who had come when it began. */
  const ask = async (key: string, local: Local): Promise<void> => {
    local.isAsking = true;
    for (let batch = nextBatch(local, clock.now()); batch.length > 0; batch = nextBatch(local, clock.now())) {
      const now = clock.now();
      const demand = batch.reduce((sum, { cost }) => sum + cost, 0);
      const want = Math.min(local.rule.capacity, Math.max(demand, nextChunk(local, now.getTime())));
      const returned = local.held;
      local.held = 0;
      try {
        const { granted, left } = await takeTokens(db, { key, rule: local.rule, now, want, returned });
        local.held = granted;
        local.leasedAt = now.getTime();
        for (const { cost, resolve } of batch) resolve(serve(local, { cost, left, now: now.getTime() }));
      } catch (error) {
        failOpen(error);
        for (const { resolve } of batch) resolve(TAKEN);
      }
    }
    local.isAsking = false;
    pruneSometimes();
  };

  return {
    take: (key, rule, cost = 1) => {
      const local = localOf(key, rule);
      const now = clock.now().getTime();
      if (!local.isAsking && takeHeld(local, cost, now)) return Promise.resolve(TAKEN);
      if (local.refused && cost >= local.refused.cost && now < local.refused.until) {
        return Promise.resolve(refusal(local.refused.until - now));
      }
      const { promise, resolve } = Promise.withResolvers<Taken>();
      local.waiting.push({ cost, resolve });
      if (!local.isAsking) void ask(key, local);
      return promise;
    },
    peek: async (key, rule) => {
      const now = clock.now();
      const local = locals.get(key);
      if (local && isFresh(local, now.getTime()) && local.held >= 1) return TAKEN;
      try {
        const left = (await tokensLeft(db, { key, rule, now })) ?? rule.capacity;
        return left >= 1 - ROUNDING ? TAKEN : refusal(((1 - left) / rule.capacity) * rule.perMs);
      } catch (error) {
        failOpen(error);
        return TAKEN;
      }
    },
    giveBack: async (key, rule, cost = 1) => {
      const local = locals.get(key);
      if (local) local.refused = undefined;
      await returnTokens(db, { key, rule, count: cost }).catch(failOpen);
    },
  };
}

const ROUNDING = 1e-6;

const isFresh = ({ leasedAt }: Local, now: number): boolean => now - leasedAt < LEASE_MS && now >= leasedAt;

function takeHeld(local: Local, cost: number, now: number): boolean {
  if (!isFresh(local, now) || local.held < cost) return false;
  local.held -= cost;
  return true;
}

/** Those who wait and cannot be served from what is held. */
function nextBatch(local: Local, now: Date): Waiter[] {
  return local.waiting.splice(0).filter(({ cost, resolve }) => {
    const isServed = takeHeld(local, cost, now.getTime());
    if (isServed) resolve(TAKEN);
    return !isServed;
  });
}

/** Twice as many when the last ones were used up in time; only as many as were used when not. */
function nextChunk(local: Local, now: number): number {
  const { capacity } = local.rule;
  const most = capacity < SMALLEST_LEASED_CAPACITY ? 1 : Math.floor(capacity / CHUNKS_PER_CAPACITY);
  local.chunk = isFresh(local, now) ? Math.min(most, local.chunk * 2) : Math.max(1, Math.min(most, local.chunk - local.held));
  return local.chunk;
}

function serve(local: Local, { cost, left, now }: { cost: number; left: number; now: number }): Taken {
  if (local.held >= cost) {
    local.held -= cost;
    local.refused = undefined;
    return TAKEN;
  }
  const waitMs = Math.min(local.rule.perMs, ((cost - local.held - left) / local.rule.capacity) * local.rule.perMs);
  local.refused = { cost, until: now + waitMs };
  return refusal(waitMs);
}

const refusal = (waitMs: number): Taken => ({ ok: false, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000 - ROUNDING)) });
