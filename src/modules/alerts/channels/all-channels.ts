// Every kind of destination. One more is a file and a line.
import type { DestinationKind } from '../destination.ts';
import type { Channel } from './channel.ts';
import { emailChannel } from './email.ts';
import { slackOauthChannel } from './slack-oauth.ts';
import { slackWebhookChannel } from './slack-webhook.ts';
import { webhookChannel } from './webhook.ts';

export const ALL_CHANNELS: Readonly<Record<DestinationKind, Channel>> = {
  slack_oauth: slackOauthChannel,
  slack_webhook: slackWebhookChannel,
  email: emailChannel,
  webhook: webhookChannel,
};
