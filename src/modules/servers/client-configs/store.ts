// The SQL that reads the registered servers as a client would need to know them. No secret is opened: names only.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/db/connect';

export interface RegisteredServer {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  /** Null for a hosted program. */
  readonly baseUrl: string | null;
  readonly isSse: boolean;
  readonly headerNames: readonly string[];
  /** Of the default auth profile, if it sends one. */
  readonly credential: 'bearer' | { readonly headerName: string } | null;
}

const secretIds = z.record(z.string(), z.string());

/** The active ones, by name. */
export async function registeredServers(db: Db, orgId: string, limit: number): Promise<RegisteredServer[]> {
  const rows = await db
    .selectFrom('mcp_servers')
    .leftJoin('auth_profiles', (join) =>
      join.onRef('auth_profiles.server_id', '=', 'mcp_servers.id').on('auth_profiles.is_default', '=', true),
    )
    .where('mcp_servers.org_id', '=', orgId)
    .where('mcp_servers.state', '=', 'active')
    .select([
      'mcp_servers.id',
      'mcp_servers.name',
      'mcp_servers.environment',
      'mcp_servers.base_url',
      'mcp_servers.transport_type',
      'mcp_servers.extra_header_secrets',
      'auth_profiles.kind',
      'auth_profiles.header_name',
    ])
    .orderBy(sql`lower(mcp_servers.name)`)
    .orderBy('mcp_servers.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    environment: row.environment,
    baseUrl: row.base_url,
    isSse: row.transport_type === 'sse',
    headerNames: Object.keys(secretIds.parse(row.extra_header_secrets)),
    credential:
      row.kind === 'bearer' ? 'bearer' : row.kind === 'api_key_header' && row.header_name !== null ? { headerName: row.header_name } : null,
  }));
}
