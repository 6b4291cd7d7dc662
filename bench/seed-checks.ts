// History of monitors by plain SQL: the benchmarks measure reading, not checking.
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx';

/** A day at one minute for each of `monitorIds`, in sums and, for the hour before that, in single checks; all hours up to now. */
export async function seedDay(ctx: Ctx, monitorIds: readonly string[]): Promise<void> {
  await seedHours(ctx, { monitorIds, hours: 25 });
  await seedSingles(ctx, { monitorIds, fromHour: 23, toHour: 25 });
}

/** Thirty days at one minute, every check of them. */
export async function seedMonth(ctx: Ctx, monitorId: string): Promise<void> {
  await seedHours(ctx, { monitorIds: [monitorId], hours: 30 * 24 });
  await seedSingles(ctx, { monitorIds: [monitorId], fromHour: 0, toHour: 30 * 24 });
}

/** Buckets 20 and 30 stand for answers of about 4 and 10 ms. */
async function seedHours({ deps: { db } }: Ctx, { monitorIds, hours }: { monitorIds: readonly string[]; hours: number }): Promise<void> {
  await sql`
    insert into monitor_hours (monitor_id, hour, pass, fail, error, latency_counts)
    select m, date_trunc('hour', now(), 'UTC') - h * interval '1 hour', 58, 1, 1, array_fill(null::integer, array[19]) || 50 || array_fill(null::integer, array[9]) || 9
    from unnest(${monitorIds}::text[]) as m, generate_series(0, ${hours}::integer) as h
    on conflict do nothing`.execute(db);
}

async function seedSingles(
  { org, deps: { db } }: Ctx,
  { monitorIds, fromHour, toHour }: { monitorIds: readonly string[]; fromHour: number; toHour: number },
): Promise<void> {
  await sql`
    insert into monitor_checks (id, monitor_id, org_id, seq, at, tick_at, status, reason, latency_ms, connect_ms, result_excerpt, era, trigger)
    select 'chk_' || md5(m || n), m, ${org.id}, 1000000 - n, now() - n * interval '1 minute', now() - n * interval '1 minute',
      case when n % 60 = 0 then 'fail' else 'pass' end, case when n % 60 = 0 then 'tool_error' end, 3 + n % 9, 2,
      repeat('{"id":"P-100","name":"Espresso roast"}', 6), 'modern', 'schedule'
    from unnest(${monitorIds}::text[]) as m, generate_series(${fromHour * 60}::integer, ${toHour * 60}::integer) as n
    on conflict do nothing`.execute(db);
  await sql`update monitors set seq = greatest(seq, 1000001) where id = any(${monitorIds})`.execute(db);
  await sql`vacuum analyze monitor_checks, monitor_hours, monitors`.execute(db);
}
