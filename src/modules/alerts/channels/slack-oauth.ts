// A Slack workspace that was connected: messages go to a public channel of it, in the name of the operator's app.
import type { Channel } from './channel.ts';
import { callSlack } from './slack-api.ts';
import { slackWords } from './slack-words.ts';

const MAX_ANSWER_BYTES = 256 * 1024;
const GONE = 'The workspace is not connected any more. Reauthorize it.';

export const slackOauthChannel: Channel = {
  addressField: 'channel',
  isSigned: false,
  state: ({ hasSecret, needsReauth }) =>
    hasSecret && !needsReauth ? { status: 'ready', statusDetail: null } : { status: 'needs_reauth', statusDetail: GONE },
  send: async (doors, { message, address, secret, signal }) => {
    if (secret === null || address.channel === undefined) {
      return { ok: false, httpStatus: null, error: secret === null ? GONE : 'It names no channel.', isFinal: true };
    }
    const result = await callSlack(doors, {
      method: 'chat.postMessage',
      authorization: `Bearer ${secret}`,
      // `parse` and `link_names`: nothing in the text becomes a link or a mention by itself.
      body: {
        channel: address.channel,
        ...slackWords(message),
        parse: 'none',
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
      },
      maxAnswerBytes: MAX_ANSWER_BYTES,
      signal,
    });
    return result.ok ? { ok: true, httpStatus: result.value.httpStatus } : { ok: false, ...result.error };
  },
};
