// What a caller may say of a destination. E-mail is built in and a Slack workspace is connected, so two kinds are created here.
import { z } from 'zod';
import { textField } from '#kernel/text-field';

export const idField = z.string().min(1).max(160);

const name = textField(80);
const url = z.string().trim().min(1, 'must not be empty').max(2048, 'must have at most 2048 characters');

export const destinationInput = z.strictObject({
  name,
  kind: z.enum(
    ['slack_webhook', 'webhook'],
    'must be slack_webhook or webhook: e-mail is built in, and a Slack workspace is added by Connect Slack',
  ),
  url,
});

/** What is left out stays. A URL is only for kinds that have one. */
export const destinationPatch = z.strictObject({ name: name.optional(), url: url.optional() });
