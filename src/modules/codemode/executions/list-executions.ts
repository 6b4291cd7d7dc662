// A verb: a page of what agents did on a code-mode endpoint, newest first (spec 07 §8).
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import type { Page } from '#kernel/page';
import { pageFields } from '#kernel/page-fields';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { findSource } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { TOOLS } from './execution.ts';
import type { Execution } from './execution.ts';
import { pageOfExecutions } from './store.ts';

const Input = z.strictObject({
  ...pageFields,
  slug: z.string('must be text'),
  environment: z.string('must be text').max(32).optional(),
  tool: z.enum(TOOLS, { error: `must be one of ${TOOLS.join(', ')}` }).optional(),
  ok: z.boolean('must be true or false').optional(),
});

export async function listExecutions(ctx: Ctx, raw: unknown): Promise<Page<Execution>> {
  requireRole(ctx, 'viewer');
  const { slug, ...wanted } = parseInput(Input, raw);
  const { db } = ctx.deps;
  const source = await findSource(db, ctx.org.id, slug);
  if (!source) throw notFound('source');
  return pageOfExecutions(db, { ...wanted, orgId: ctx.org.id, sourceId: source.id });
}
