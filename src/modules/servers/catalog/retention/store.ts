// The SQL that bounds the history of a catalog: a server that lists something else on every read would fill the disk.
import { sql } from 'kysely';
import type { Tx } from '#platform/db/connect';

/** Per server. Of those that wait for a person, as many again. */
const KEPT = 200;
/** Of the catalogs and differences of one server together, as stored. */
const KEPT_BYTES = 256 * 1024 * 1024;

/**
 * The newest of each era stay in any case: what comes next is compared with them. Of what is pending the oldest go first, too, beyond
 * twice the number: nobody works through more, and the newer ones tell that the server changes all the time.
 */
export async function deleteOldSnapshots(
  tx: Tx,
  { orgId, serverId }: { readonly orgId: string; readonly serverId: string },
): Promise<void> {
  await sql`
    delete from catalog_snapshots where org_id = ${orgId} and server_id = ${serverId} and id in (
      select id from (
        select id, review_state,
          row_number() over (order by at desc, id desc) as rank,
          row_number() over (partition by era order by at desc, id desc) as rank_in_era,
          sum(pg_column_size(catalog) + coalesce(pg_column_size(diff), 0)) over (order by at desc, id desc) as bytes
        from catalog_snapshots where org_id = ${orgId} and server_id = ${serverId}
      ) as ranked
      where rank_in_era > 1
        and (rank > ${2 * KEPT} or (rank > ${KEPT} and review_state <> 'pending') or bytes > ${KEPT_BYTES})
    )`.execute(tx);
}
