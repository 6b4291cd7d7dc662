// A webhook of anyone's: signed JSON to an address that the rules for outgoing addresses permit.
import { judgeUrl } from '#platform/http/address-guard';
import { MS_PER_SECOND } from '#kernel/duration';
import type { Channel } from './channel.ts';
import { addressGone, sentOf } from './http-result.ts';
import { post } from './post.ts';
import { signWebhook } from './sign-webhook.ts';
import { webhookBody } from './webhook-body.ts';

export const webhookChannel: Channel = {
  addressField: null,
  isSigned: true,
  judgeUrl: (url, { settings }) => judgeUrl(url, settings.addressPolicy),
  state: ({ hasSecret }) => (hasSecret ? { status: 'ready', statusDetail: null } : addressGone.state),
  send: async (doors, { deliveryId, message, secret, signingSecret, signal }) => {
    if (secret === null || signingSecret === null) return addressGone.result;
    const body = webhookBody(message);
    const timestamp = Math.floor(doors.clock.now().getTime() / MS_PER_SECOND);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Armature-Webhook',
      'webhook-id': deliveryId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook(signingSecret, { id: deliveryId, timestamp, body }),
    };
    return sentOf(await post(doors, { url: secret, headers, body, signal, maxAnswerBytes: 0 }));
  },
};
