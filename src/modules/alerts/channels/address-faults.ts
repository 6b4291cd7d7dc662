// Whether a rule or a test says where at the destination, as its kind needs it: no more and no less.
import type { FieldError } from '#kernel/errors';
import type { DestinationKind } from '../destination.ts';
import { ALL_CHANNELS } from './all-channels.ts';
import type { DeliveryAddress } from './channel.ts';

const WORDS: Readonly<
  Record<keyof DeliveryAddress, { readonly needed: string; readonly refused: string; readonly shape: RegExp; readonly wrong: string }>
> = {
  channel: {
    needed: 'must be the id of a public channel, such as C0123456789, for a Slack workspace',
    refused: 'is only for destinations of kind slack_oauth',
    shape: /^[CG][A-Z0-9]{2,30}$/,
    wrong: 'must be the id of a channel, such as C0123456789, not its name',
  },
  recipientEmail: {
    needed: 'must be one e-mail address for a destination of kind email',
    refused: 'is only for destinations of kind email',
    // One plain address: no name, no list, nothing that a mail header could read in another way.
    shape: /^[^\s@<>()[\],;:"\\\p{Cc}]{1,64}@[^\s@<>()[\],;:"\\\p{Cc}]{1,189}$/u,
    wrong: 'must be one e-mail address',
  },
};

/** Null counts as not given. */
export function addressFaults(
  kind: DestinationKind,
  given: { readonly [K in keyof DeliveryAddress]?: string | null | undefined },
): FieldError[] {
  const { addressField } = ALL_CHANNELS[kind];
  return (['channel', 'recipientEmail'] as const).flatMap((field) => {
    const [value, words] = [given[field] ?? undefined, WORDS[field]];
    if (field !== addressField) return value === undefined ? [] : [{ field, message: words.refused }];
    if (value === undefined) return [{ field, message: words.needed }];
    return words.shape.test(value) ? [] : [{ field, message: words.wrong }];
  });
}
