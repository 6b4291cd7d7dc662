// One mail of the local inbox; from then on it counts as read.
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { requireLocalInbox } from './local-inbox.ts';
import type { InboxMail } from './local-inbox.ts';
import { openMail } from './store.ts';

const input = z.strictObject({ mailId: z.string().min(1).max(160) });

export async function readMail(ctx: Ctx, raw: unknown): Promise<InboxMail> {
  requireRole(ctx, 'viewer');
  requireLocalInbox(ctx.deps);
  const { mailId } = parseInput(input, raw);
  const mail = await openMail(ctx.deps.db, { orgId: ctx.org.id, mailId, now: ctx.deps.clock.now() });
  if (!mail) throw notFound('mail');
  return mail;
}
