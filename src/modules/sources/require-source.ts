// The source of the organization that a caller names by its slug.
import { notFound } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import type { SourceRecord } from './source.ts';
import { findSource, lockSource } from './store.ts';

export async function requireSource(ctx: Ctx, slug: string): Promise<SourceRecord> {
  const source = await findSource(ctx.deps.db, ctx.org.id, slug);
  if (!source) throw notFound('source');
  return source;
}

export async function requireLockedSource(tx: Tx, ctx: Ctx, slug: string): Promise<SourceRecord> {
  const source = await lockSource(tx, ctx.org.id, slug);
  if (!source) throw notFound('source');
  return source;
}
