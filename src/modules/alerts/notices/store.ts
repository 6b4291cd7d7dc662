// The SQL that reads what a notice tells of: a changed catalog, the place of a grant, and a server.
import { z } from 'zod';
import type { Db } from '#platform/db/connect';

const entry = z.object({ kind: z.string(), name: z.string() });
const diffShape = z
  .object({
    removed: z.array(entry),
    changed: z.array(entry.extend({ changes: z.array(z.object({ path: z.string(), class: z.string() })) })),
  })
  .nullable();

export interface CatalogNews {
  readonly at: Date;
  readonly server: { readonly id: string; readonly name: string };
  /** Null for a server's first catalog. */
  readonly diff: z.output<typeof diffShape>;
}

export async function findCatalogNews(db: Db, orgId: string, snapshotId: string): Promise<CatalogNews | undefined> {
  const row = await db
    .selectFrom('catalog_snapshots as c')
    .innerJoin('mcp_servers as s', 's.id', 'c.server_id')
    .select(['c.at', 'c.diff', 's.id', 's.name'])
    .where('c.org_id', '=', orgId)
    .where('c.id', '=', snapshotId)
    .executeTakeFirst();
  return row && { at: row.at, server: { id: row.id, name: row.name }, diff: diffShape.parse(row.diff) };
}

export interface ProfilePlace {
  readonly profileName: string;
  readonly server: { readonly id: string; readonly name: string };
}

export async function findProfilePlace(
  db: Db,
  orgId: string,
  { serverId, profileId }: { readonly serverId: string; readonly profileId: string },
): Promise<ProfilePlace | undefined> {
  const row = await db
    .selectFrom('auth_profiles as p')
    .innerJoin('mcp_servers as s', 's.id', 'p.server_id')
    .select(['p.name as profile_name', 's.id', 's.name'])
    .where('p.org_id', '=', orgId)
    .where('p.id', '=', profileId)
    .where('s.id', '=', serverId)
    .where('s.state', '=', 'active')
    .executeTakeFirst();
  return row && { profileName: row.profile_name, server: { id: row.id, name: row.name } };
}

export async function findServerPlace(
  db: Db,
  orgId: string,
  serverId: string,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  return db
    .selectFrom('mcp_servers')
    .select(['id', 'name'])
    .where('org_id', '=', orgId)
    .where('id', '=', serverId)
    .where('state', '=', 'active')
    .executeTakeFirst();
}
