// An incoming webhook of Slack: its address is the permission, so it is a secret.
import { failed } from '#kernel/outcome';
import { judgeUrl } from '#platform/http/address-guard';
import type { Channel } from './channel.ts';
import { addressGone, sentOf } from './http-result.ts';
import { post } from './post.ts';
import { slackWords } from './slack-words.ts';

const HOOKS_ORIGIN = 'https://hooks.slack.com';

export const slackWebhookChannel: Channel = {
  addressField: null,
  isSigned: false,
  judgeUrl: (url, { settings, slack }) => {
    const verdict = judgeUrl(url, settings.addressPolicy);
    if (!verdict.ok) return verdict;
    const origin = slack?.hooksOrigin ?? HOOKS_ORIGIN;
    const isSlacks = verdict.value.origin === origin && verdict.value.pathname.length > 1;
    return isSlacks ? verdict : failed(`must begin with ${origin}/, as Slack shows it for an incoming webhook`);
  },
  state: ({ hasSecret }) => (hasSecret ? { status: 'ready', statusDetail: null } : addressGone.state),
  send: async (doors, { message, secret, signal }) => {
    if (secret === null) return addressGone.result;
    const body = JSON.stringify({ ...slackWords(message), unfurl_links: false, unfurl_media: false });
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    return sentOf(await post(doors, { url: secret, headers, body, signal, maxAnswerBytes: 0 }));
  },
};
