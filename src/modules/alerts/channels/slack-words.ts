// A message as Slack shows it: blocks, and one line of text for notifications and screen readers.
import type { AlertMessage } from '../message.ts';
import { wordsOf } from './message-words.ts';
import { mrkdwn, mrkdwnLink } from './mrkdwn.ts';

/** Slack's limits: 3000 characters of a section, 2000 of a field, 10 fields; of the fallback it asks to stay below 4000. */
const MAX_SECTION = 3000;
const MAX_FIELD = 2000;
const MAX_FIELDS = 10;
const MAX_FALLBACK = 3000;

interface TextObject {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** True: Slack makes nothing of what looks like an address, a channel or a mention. */
  readonly verbatim: true;
}

type Block =
  | { readonly type: 'section'; readonly text: TextObject }
  | { readonly type: 'section'; readonly fields: readonly TextObject[] }
  | { readonly type: 'context'; readonly elements: readonly TextObject[] };

export interface SlackWords {
  readonly text: string;
  readonly blocks: readonly Block[];
}

export function slackWords(message: AlertMessage): SlackWords {
  const { lead, about, summary, facts, linkLabel, url } = wordsOf(message);
  const fields = facts.slice(0, MAX_FIELDS).map(({ label, value }) => mrkdwnText(`*${label}*\n`, value, MAX_FIELD));
  return {
    text: mrkdwn(`${lead}: ${about}. ${summary}`, MAX_FALLBACK),
    blocks: [
      { type: 'section', text: mrkdwnText(`*${lead}:* `, about, MAX_SECTION) },
      { type: 'section', text: mrkdwnText('', summary, MAX_SECTION) },
      { type: 'section', fields },
      { type: 'context', elements: [{ type: 'mrkdwn', text: mrkdwnLink(url, linkLabel), verbatim: true }] },
    ],
  };
}

/** `ours` may use mrkdwn; `theirs` is escaped. Slack takes no empty text. */
const mrkdwnText = (ours: string, theirs: string, max: number): TextObject => ({
  type: 'mrkdwn',
  text: ours + (mrkdwn(theirs, max - ours.length) || '–'),
  verbatim: true,
});
