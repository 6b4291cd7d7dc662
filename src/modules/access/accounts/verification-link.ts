// Mails the link that verifies an address, a few times an hour at most. For an address that needs none, does nothing.
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { choiceMail, sendOrLog, verificationMail } from './mails.ts';
import { hasPassword } from './store.ts';
import { accountKey, RULES } from './try-limits.ts';

export async function mailVerificationLink(ctx: VisitorCtx, email: string): Promise<void> {
  const token = await ctx.deps.auth.verificationToken(email);
  if (token === undefined) return;
  if (!(await hasPassword(ctx.deps.db, email))) return mailPasswordChoice(ctx, email);
  if (await mayMail(ctx, 'verify', email)) await sendOrLog(ctx, email, verificationMail(ctx.deps.settings.publicUrl, token));
}

/** A link that verifies the address too, and that no password typed before survives. */
export async function mailPasswordChoice(ctx: VisitorCtx, email: string): Promise<void> {
  if (!(await mayMail(ctx, 'verify', email))) return;
  const token = await ctx.deps.auth.resetToken(email);
  if (token !== undefined) await sendOrLog(ctx, email, choiceMail(ctx.deps.settings.publicUrl, token));
}

/** Nobody's mailbox is filled by a stranger. Each kind counts by itself: news of tries to sign up must not use up the reset links. */
export async function mayMail({ deps }: VisitorCtx, kind: 'verify' | 'reset' | 'news', email: string): Promise<boolean> {
  const taken = await deps.limits.take(`mail-${kind}:${accountKey(email)}`, RULES.mail);
  return taken.ok;
}
