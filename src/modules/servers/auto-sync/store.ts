// The SQL that finds servers without a planned sync.
import { sql } from 'kysely';
import type { Tx } from '#platform/db/connect';

export interface PlannedServer {
  readonly id: string;
  readonly orgId: string;
  readonly syncIntervalMinutes: number | null;
}

export interface UnplannedTerms {
  readonly kind: string;
  readonly now: Date;
  /** The instance's interval, for servers without one of their own. */
  readonly catalogSyncHours: number;
  /** A row later than this multiple of the server's interval is too late. */
  readonly longestRest: number;
  readonly limit: number;
}

/** Active servers that are read by themselves and have no due row of `kind`, or only one that comes too late; in the order of their ids. */
export async function unplannedServers(tx: Tx, terms: UnplannedTerms): Promise<PlannedServer[]> {
  const everyMinutes = sql<number>`coalesce(server.sync_interval_minutes, ${terms.catalogSyncHours}::integer * 60)`;
  return tx
    .selectFrom('mcp_servers as server')
    .leftJoin('due', (join) => join.onRef('due.subject_id', '=', 'server.id').on('due.kind', '=', terms.kind))
    .where('server.state', '=', 'active')
    .where(everyMinutes, '>', 0)
    .where((eb) =>
      eb.or([
        eb('due.due_at', 'is', null),
        // A minute's grace for what the database rounds.
        eb(
          'due.due_at',
          '>',
          sql<Date>`${terms.now}::timestamptz + ${everyMinutes} * ${terms.longestRest}::float8 * interval '1 minute' + interval '1 minute'`,
        ),
      ]),
    )
    .select(['server.id as id', 'server.org_id as orgId', 'server.sync_interval_minutes as syncIntervalMinutes'])
    .orderBy('server.id')
    .limit(terms.limit)
    .execute();
}
