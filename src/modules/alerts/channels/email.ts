// E-mail, built in: by the mail server of the instance, or into the local inbox of an instance for one person.
import { hours, seconds } from '#kernel/duration';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import type { LimitRule } from '#platform/rate-limit/limits';
import { hasLocalInbox } from '../inbox/local-inbox.ts';
import { keepMail } from '../inbox/keep-mail.ts';
import type { Channel, ChannelDoors, Letter, SendResult } from './channel.ts';
import { emailWords } from './email-words.ts';
import { withDeadline } from './with-deadline.ts';

const SEND_MS = seconds(10);
const NOT_CONFIGURED = 'SMTP not configured';
/** Nobody has said that a recipient wants these mails, and a server that fails as a whole makes thousands of them. */
const PER_RECIPIENT: LimitRule = { capacity: 60, perMs: hours(1) };
const PER_ORGANIZATION: LimitRule = { capacity: 300, perMs: hours(1) };

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

async function sent(doors: ChannelDoors, { orgId, message, signal }: Letter, to: string): Promise<SendResult> {
  const { mail, clock } = doors;
  const tooMany = await overLimit(doors, { orgId, to });
  if (tooMany) return tooMany;
  try {
    const result = await withDeadline(clock, { ms: SEND_MS, signal }, () => mail.send({ to, ...emailWords(message) }));
    return result.ok ? { ok: true, httpStatus: null } : { ok: false, httpStatus: null, error: result.error, isFinal: false };
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    return { ok: false, httpStatus: null, error: 'The mail server did not take it within 10 s.', isFinal: false };
  }
}

/** Of mails that are too many, each is tried again by its plan, and ends as failed where there is no room then either. */
async function overLimit({ limits }: ChannelDoors, { orgId, to }: { orgId: string; to: string }): Promise<SendResult | undefined> {
  const ofRecipient = await limits.take(`alert-mails:${orgId}:${to.toLowerCase()}`, PER_RECIPIENT);
  if (!ofRecipient.ok) return waiting(`This address gets at most ${PER_RECIPIENT.capacity} alerts an hour.`);
  const ofAll = await limits.take(`alert-mails:${orgId}`, PER_ORGANIZATION);
  return ofAll.ok ? undefined : waiting(`An organization sends at most ${PER_ORGANIZATION.capacity} alerts an hour by e-mail.`);
}

const waiting = (why: string): SendResult => ({ ok: false, httpStatus: null, error: `Not sent: too many. ${why}`, isFinal: false });
