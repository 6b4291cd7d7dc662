// What changed in the catalogs, newest first: of one server or of all (spec 11 §4).
import { z } from 'zod';
import type { Page } from '#kernel/page';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { pageFields } from '#kernel/page-fields';
import { idField } from '../fields.ts';
import { requireServer } from '../get-server.ts';
import type { ChangeRow } from './change.ts';
import { shortenDiff } from './shorten-diff.ts';
import { countPending, pageOfChanges } from './store.ts';

const input = z.strictObject({
  serverId: idField.optional(),
  /** Only those that wait for a person. */
  state: z.literal('pending', 'must be pending').optional(),
  ...pageFields,
});

/** Without `serverId` those of all servers, archived ones too: a history stays. */
export async function listChanges(ctx: Ctx, raw: unknown = {}): Promise<Page<ChangeRow>> {
  requireRole(ctx, 'viewer');
  const { serverId, state, ...page } = parseInput(input, raw);
  if (serverId !== undefined) await requireServer(ctx, serverId);
  const found = await pageOfChanges(ctx.deps.db, { orgId: ctx.org.id, serverId, state }, page);
  return {
    ...found,
    rows: found.rows.map((row) => {
      if (row.diff === null) return { ...row, isDiffShortened: false };
      const { diff, isShortened } = shortenDiff(row.diff);
      return { ...row, diff, isDiffShortened: isShortened };
    }),
  };
}

/** Of the active servers of the organization. */
export async function pendingChangeCount(ctx: Ctx): Promise<number> {
  requireRole(ctx, 'viewer');
  return countPending(ctx.deps.db, ctx.org.id);
}
