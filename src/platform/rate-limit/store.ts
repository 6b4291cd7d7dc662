// All SQL on the shared token buckets. Every change is one statement, so that no two processes can take the same token.
import { sql } from 'kysely';
import { hours } from '#kernel/duration';
import type { Db } from '#platform/db/connect';
import type { LimitRule } from './limits.ts';

export interface Bucket {
  readonly key: string;
  readonly rule: LimitRule;
  readonly now: Date;
}

export interface Taking extends Bucket {
  /** Whole tokens, at most the rule's capacity. */
  readonly want: number;
  /** Tokens taken earlier and not used. */
  readonly returned: number;
}

/** At most `want` tokens, and how many are left (with a fraction). */
export async function takeTokens(db: Db, { key, rule, now, want, returned }: Taking): Promise<{ granted: number; left: number }> {
  const { rows } = await sql<{ granted: number; tokens: number }>`
    insert into rate_buckets as b (key, tokens, granted, at, kept_until)
    values (${key}, ${rule.capacity - want}, ${want}, ${now}, ${keptUntil(rule, now)})
    on conflict (key) do update set (tokens, granted, at, kept_until) = (
      select had - given, given, ${latest(rule, now)}, excluded.kept_until
      from (select ${refilled(rule, now, returned)} as had) as bucket,
        lateral (select least(${want}::float8, floor(had + ${ROUNDING}::float8)) as given) as loan
    )
    returning granted, tokens`.execute(db);
  const row = rows[0];
  return { granted: row?.granted ?? 0, left: row?.tokens ?? 0 };
}

/** How many tokens are there now; undefined for a bucket nobody has taken from. */
export async function tokensLeft(db: Db, { key, rule, now }: Bucket): Promise<number | undefined> {
  const { rows } = await sql<{ had: number }>`
    select ${refilled(rule, now, 0)} as had from rate_buckets b where key = ${key}`.execute(db);
  return rows[0]?.had;
}

export async function returnTokens(db: Db, { key, rule, count }: { key: string; rule: LimitRule; count: number }): Promise<void> {
  await sql`
    update rate_buckets set tokens = least(${rule.capacity}::float8, tokens + ${count}::float8) where key = ${key}`.execute(db);
}

/** Removes at most `limit` buckets that are full again, and answers how many. */
export async function pruneBuckets(db: Db, now: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    delete from rate_buckets
    where kept_until < ${now} and key in (select key from rate_buckets where kept_until < ${now} limit ${limit})
    returning key`.execute(db);
  return rows.length;
}

/** A third of a token three times is one token. */
const ROUNDING = 1e-6;

/** What bucket `b` holds now. A time further ahead than a whole refill can only be a clock that was wrong: the bucket counts as full. */
const refilled = ({ capacity, perMs }: LimitRule, now: Date, returned: number) => sql<number>`
  case when b.at > ${isWrong(perMs, now)}::timestamptz then ${capacity}::float8
  else least(${capacity}::float8,
    b.tokens + ${returned}::float8 + greatest(0, extract(epoch from ${now}::timestamptz - b.at))::float8 * ${(capacity / perMs) * 1000}::float8)
  end`;

/** Processes' clocks differ a little: time never goes back, so nothing is refilled twice. */
const latest = ({ perMs }: LimitRule, now: Date) => sql<Date>`
  case when b.at > ${isWrong(perMs, now)}::timestamptz then ${now}::timestamptz else greatest(b.at, ${now}::timestamptz) end`;

const isWrong = (perMs: number, now: Date): Date => new Date(now.getTime() + perMs);

/** When the bucket is surely full, rounded up to a whole hour. */
const keptUntil = ({ perMs }: LimitRule, now: Date): Date => new Date(Math.ceil((now.getTime() + perMs) / hours(1)) * hours(1));
