// E-mail, built in: by the mail server of the instance, or into the local inbox of an instance for one person.
import { seconds } from '#kernel/duration';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { hasLocalInbox } from '../inbox/local-inbox.ts';
import { keepMail } from '../inbox/keep-mail.ts';
import type { Channel, ChannelDoors, Letter, SendResult } from './channel.ts';
import { emailWords } from './email-words.ts';
import { withDeadline } from './with-deadline.ts';

const SEND_MS = seconds(10);
const NOT_CONFIGURED = 'SMTP not configured';

export const emailChannel: Channel = {
  addressField: 'recipientEmail',
  isSigned: false,
  state: (_facts, doors) => {
    if (doors.mail.isConfigured) return { status: 'ready', statusDetail: null };
    if (hasLocalInbox(doors)) return { status: 'ready', statusDetail: 'No SMTP server is set: messages go to the local inbox.' };
    return { status: 'not_configured', statusDetail: NOT_CONFIGURED };
  },
  send: async (doors, letter) => {
    const to = letter.address.recipientEmail;
    if (to === undefined) return refused('It names no recipient.');
    if (doors.mail.isConfigured) return sent(doors, letter, to);
    if (!hasLocalInbox(doors)) return refused(NOT_CONFIGURED);
    await keepMail(doors, { deliveryId: letter.deliveryId, orgId: letter.orgId, recipient: to, ...emailWords(letter.message) });
    return { ok: true, httpStatus: null };
  },
};

const refused = (error: string): SendResult => ({ ok: false, httpStatus: null, error, isFinal: true });

async function sent({ mail, clock }: ChannelDoors, { message, signal }: Letter, to: string): Promise<SendResult> {
  try {
    const result = await withDeadline(clock, { ms: SEND_MS, signal }, () => mail.send({ to, ...emailWords(message) }));
    return result.ok ? { ok: true, httpStatus: null } : { ok: false, httpStatus: null, error: result.error, isFinal: false };
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    return { ok: false, httpStatus: null, error: 'The mail server did not take it within 10 s.', isFinal: false };
  }
}
