// One tool as the server last listed it, be it active or gone from the catalog since.
import { z } from 'zod';
import type { Db } from '#platform/db/connect';
import type { CatalogTool } from '#platform/mcp/mcp';

// What it says was read by the MCP door before it was stored: it is data, and its shape is the server's affair.
const definitionColumn = z.custom<CatalogTool>((value) => typeof value === 'object' && value !== null);

export async function findTool(
  db: Db,
  at: { readonly orgId: string; readonly serverId: string; readonly name: string },
): Promise<CatalogTool | undefined> {
  const row = await db
    .selectFrom('catalog_entries')
    .select('definition')
    .where('org_id', '=', at.orgId)
    .where('server_id', '=', at.serverId)
    .where('kind', '=', 'tool')
    .where('name', '=', at.name)
    .executeTakeFirst();
  return row && definitionColumn.parse(row.definition);
}
