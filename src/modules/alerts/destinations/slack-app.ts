// What we ask of Slack, and in whose name.
import { AppError } from '#kernel/errors';
import type { Deps, SlackApp } from '#platform/ctx';

/** To write into public channels, and to list them. */
export const SLACK_SCOPES = ['chat:write', 'chat:write.public', 'channels:read'] as const;

export const redirectUriOf = ({ settings }: Pick<Deps, 'settings'>): string => `${settings.publicUrl}/slack/callback`;

export function requireSlackClient({ slack }: Pick<Deps, 'slack'>): NonNullable<SlackApp['client']> {
  if (slack?.client) return slack.client;
  throw new AppError(
    'feature_disabled',
    'This instance has no Slack app. Its operator sets SLACK_CLIENT_ID and SLACK_CLIENT_SECRET; an incoming webhook works without.',
  );
}
