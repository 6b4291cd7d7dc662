// The SQL that finds servers without a planned sync.
import type { Tx } from '#platform/db/connect';

export interface UnplannedServer {
  readonly id: string;
  readonly orgId: string;
}

/** Active servers with no due row of `kind`, or only one later than `latest`; in the order of their ids. */
export async function unplannedServers(
  tx: Tx,
  { kind, latest, limit }: { readonly kind: string; readonly latest: Date; readonly limit: number },
): Promise<UnplannedServer[]> {
  const rows = await tx
    .selectFrom('mcp_servers as server')
    .leftJoin('due', (join) => join.onRef('due.subject_id', '=', 'server.id').on('due.kind', '=', kind))
    .where('server.state', '=', 'active')
    .where((eb) => eb.or([eb('due.due_at', 'is', null), eb('due.due_at', '>', latest)]))
    .select(['server.id as id', 'server.org_id as orgId'])
    .orderBy('server.id')
    .limit(limit)
    .execute();
  return rows;
}
