// The words of an invitation's mail. Names are what strangers typed: they become one short line each, and plain text only.
import type { MailMessage } from '#platform/mail/mail';
import type { Invitation } from './invitation.ts';

const MAX_NAME = 80;

export function invitationMail(parts: {
  readonly invitation: Pick<Invitation, 'role' | 'invitedBy' | 'expiresAt'>;
  readonly organization: string;
  readonly url: string;
}): Pick<MailMessage, 'subject' | 'text'> {
  const { role, expiresAt } = parts.invitation;
  const [organization, inviter] = [oneLine(parts.organization), oneLine(parts.invitation.invitedBy)];
  return {
    subject: `Invitation to ${organization} on Armature`,
    text: [
      `${inviter} invites you to the organization "${organization}" on Armature, with the role ${role}.`,
      '',
      'To accept, open this link and sign in or sign up with this e-mail address:',
      parts.url,
      '',
      `The link works once and until ${expiresAt.slice(0, 16).replace('T', ' ')} UTC. If you did not expect this, do nothing.`,
      '',
    ].join('\n'),
  };
}

/** Without line breaks, control characters and what turns the direction of writing; a name that looks like a link stays readable as a name. */
const oneLine = (name: string): string =>
  [
    ...name
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .replaceAll('://', ': //')
      .trim(),
  ]
    .slice(0, MAX_NAME)
    .join('');
