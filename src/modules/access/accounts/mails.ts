// The words of the mails about an account, and their sending. Nothing that was typed at sign-up goes into them, so nobody can write in our name.
import type { MailMessage } from '#platform/mail/mail';
import type { VisitorCtx } from '../sessions/person-ctx.ts';

type Words = Pick<MailMessage, 'subject' | 'text'>;

export const verificationMail = (publicUrl: string, token: string): Words => ({
  subject: 'Confirm your e-mail address for Armature',
  text: lines(
    'To confirm this e-mail address, open this link:',
    `${publicUrl}/verify-email?token=${encodeURIComponent(token)}`,
    '',
    'It is good for 24 hours. If you did not sign up, do nothing: nobody can use the address without this link.',
  ),
});

/** To an address that was signed up with again before it was confirmed: none of the passwords typed so far counts. */
export const choiceMail = (publicUrl: string, token: string): Words => ({
  subject: 'Choose your password for Armature',
  text: lines(
    'Somebody, probably you, signed up with this e-mail address more than once. To confirm it and choose the password, open this link:',
    resetLink(publicUrl, token),
    '',
    'It works once and for 30 minutes. If you did not sign up, do nothing, and do not open earlier links of ours either.',
  ),
});

export const resetLink = (publicUrl: string, token: string): string => `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`;

export const resetMail = (publicUrl: string, token: string): Words => ({
  subject: 'Choose a new password for Armature',
  text: lines(
    'To choose a new password, open this link:',
    resetLink(publicUrl, token),
    '',
    'It works once and for 30 minutes, and signs you out everywhere. If you did not ask for it, do nothing: your password stays as it is.',
  ),
});

/** Answers a sign-up with an address that has an account, so that the page can say the same for every address. */
export const accountExistsMail = (publicUrl: string): Words => ({
  subject: 'You have an Armature account already',
  text: lines(
    'Somebody, probably you, tried to sign up with this e-mail address. It has an account already:',
    `${publicUrl}/sign-in`,
    '',
    'If you forgot the password, choose "Forgot password" there. If it was not you, do nothing.',
  ),
});

export async function sendOrLog({ deps, requestId }: VisitorCtx, to: string, words: Words): Promise<void> {
  const sent = await deps.mail.send({ to, ...words });
  if (!sent.ok) deps.log.warn({ requestId, reason: sent.error, subject: words.subject }, 'a mail could not be sent');
}

const lines = (...all: string[]): string => `${all.join('\n')}\n`;
