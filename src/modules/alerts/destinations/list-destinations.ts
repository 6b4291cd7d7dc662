// Where messages of this organization can go. The list is whole: their number is bounded.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { AlertDestination } from '../destination.ts';
import { ensureEmail } from './ensure-email.ts';
import { presentDestination } from './present-destination.ts';
import { listStored } from './store.ts';

const input = z.strictObject({});

/** E-mail first, then by age. */
export async function listDestinations(ctx: Ctx, raw: unknown = {}): Promise<readonly AlertDestination[]> {
  requireRole(ctx, 'viewer');
  parseInput(input, raw);
  const { db } = ctx.deps;
  const known = await listStored(db, ctx.org.id);
  const stored = known.some(({ kind }) => kind === 'email') ? known : await ensureEmail(ctx, db).then(() => listStored(db, ctx.org.id));
  return stored.map((one) => presentDestination(ctx.deps, one));
}
