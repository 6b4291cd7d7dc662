// Sends the mail of an invitation that is committed, and writes down what became of it. Without a mail server nothing is sent.
import type { Ctx } from '#platform/ctx';
import { linkOf } from './invitation.ts';
import type { Invitation, MailState, SentInvitation } from './invitation.ts';
import { invitationMail } from './invitation-mail.ts';
import { setMailState } from './store.ts';

/** What a new invitation begins with. */
export const firstMailState = (ctx: Ctx, email: string | null): MailState =>
  email === null || !ctx.deps.mail.isConfigured ? 'none' : 'sending';

export async function sendInvitation(
  ctx: Ctx,
  { invitation, token, tokenHash }: { readonly invitation: Invitation; readonly token: string; readonly tokenHash: string },
): Promise<SentInvitation> {
  const { db, log, mail, settings } = ctx.deps;
  const url = linkOf(settings.publicUrl, token);
  if (invitation.email === null || invitation.mailState !== 'sending') return { invitation, url };
  const sent = await mail.send({ to: invitation.email, ...invitationMail({ invitation, organization: ctx.org.name, url }) });
  const mailState = sent.ok ? 'sent' : 'failed';
  await setMailState(db, { tokenHash, mailState });
  if (!sent.ok) log.warn({ invitationId: invitation.id, error: sent.error }, 'the mail of an invitation could not be sent');
  return { invitation: { ...invitation, mailState }, url: sent.ok ? null : url };
}
