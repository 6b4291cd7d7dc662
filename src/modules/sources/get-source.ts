// One source by its slug.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { slugField } from './fields.ts';
import { presentSource } from './present-source.ts';
import { requireSource } from './require-source.ts';
import type { Source } from './source.ts';

const input = z.strictObject({ slug: slugField });

export async function getSource(ctx: Ctx, raw: unknown): Promise<Source> {
  requireRole(ctx, 'viewer');
  return presentSource(ctx.deps.db, ctx, await requireSource(ctx, parseInput(input, raw).slug));
}
