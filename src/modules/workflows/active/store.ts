// The SQL that reads which tools active workflows name in their policy: coverage counts them.
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '#platform/db/connect';

export interface ActiveWorkflow {
  readonly id: string;
  readonly name: string;
  readonly serverId: string;
  /** `allowed_tools` of the current version, names and globs alike; empty without such a list. */
  readonly allowedTools: readonly string[];
}

const namesColumn = z.array(z.string()).nullable();

/** More than this nobody runs against one page of servers. */
const MAX_WORKFLOWS = 5_000;

export async function activeWorkflowsOf(
  db: Db,
  { orgId, serverIds }: { readonly orgId: string; readonly serverIds: readonly string[] },
): Promise<ActiveWorkflow[]> {
  if (serverIds.length === 0) return [];
  const rows = await db
    .selectFrom('workflows as w')
    .innerJoin('workflow_versions as v', 'v.id', 'w.current_version_id')
    .select(['w.id', 'w.name', 'w.server_id as serverId', sql`v.spec -> 'toolPolicy' -> 'allowed_tools'`.as('allowed')])
    .where('w.org_id', '=', orgId)
    .where('w.server_id', 'in', [...serverIds])
    .where('w.state', '=', 'active')
    .orderBy('w.id')
    .limit(MAX_WORKFLOWS)
    .execute();
  return rows.map(({ allowed, ...row }) => ({ ...row, allowedTools: namesColumn.parse(allowed) ?? [] }));
}
