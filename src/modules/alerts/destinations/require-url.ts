// The address of a destination, judged before it is saved.
import { invalidField } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import { ALL_CHANNELS } from '../channels/all-channels.ts';
import type { DestinationKind } from '../destination.ts';

/** `hint` tells scheme and host: an address may hold a secret in every other part. Throws `validation_failed` on `url`. */
export function requireUrl(doors: Pick<Deps, 'settings' | 'slack'>, kind: DestinationKind, url: string): { href: string; hint: string } {
  const verdict = ALL_CHANNELS[kind].judgeUrl?.(url, doors);
  if (verdict === undefined) throw invalidField('url', 'is only for destinations of kind slack_webhook and webhook');
  if (!verdict.ok) throw invalidField('url', verdict.error);
  return { href: verdict.value.href, hint: verdict.value.origin };
}
