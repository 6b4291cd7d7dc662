// Mails the link that verifies an address, a few times an hour at most. For an address that needs none, does nothing.
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { sendOrLog, verificationMail } from './mails.ts';
import { accountKey, RULES } from './try-limits.ts';

export async function mailVerificationLink(ctx: VisitorCtx, email: string): Promise<void> {
  const token = await ctx.deps.auth.verificationToken(email);
  if (token === undefined || !(await mayMail(ctx, email))) return;
  await sendOrLog(ctx, email, verificationMail(ctx.deps.settings.publicUrl, token));
}

/** Nobody's mailbox is filled by a stranger. */
export async function mayMail({ deps }: VisitorCtx, email: string): Promise<boolean> {
  const taken = await deps.limits.take(`mail:${accountKey(email)}`, RULES.mail);
  return taken.ok;
}
