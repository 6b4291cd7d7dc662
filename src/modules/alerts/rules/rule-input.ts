// What a caller may send of a rule, with every wrong field named (spec 03 §5).
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { validationFailed } from '#kernel/errors';
import { fieldErrorsOf } from '#kernel/parse-input';
import { plainMessage } from '#kernel/plain-message';
import { RULE_STATES, RULE_TARGET_TYPES } from '../rule.ts';

const MAX_NAME = 80;
const MAX_FAIL_AFTER = 20;
const MIN_RENOTIFY_MINUTES = 5;
const MAX_RENOTIFY_MINUTES = 10_080;
const MAX_ADDRESS = 254;

const id = boundedText(1, 100);
const time = z.iso
  .datetime({ offset: true, error: (issue) => (issue.code === 'invalid_type' ? undefined : 'must be an ISO 8601 time with a zone') })
  .transform((text) => new Date(text).toISOString())
  // An offset can push it out of the years that a column of time takes.
  .refine((iso) => /^[2-9]\d{3}-/.test(iso), 'must be in the years 2000 to 9999');

const fields = {
  name: boundedText(1, MAX_NAME).describe('In the table, in every message and in e-mail subjects'),
  targetType: z.enum(RULE_TARGET_TYPES).describe('server: each workflow and monitor of that server'),
  targetId: id,
  destinationId: id,
  // What shapes these two have is the channel's to say, together with the destination.
  channel: boundedText(1, MAX_ADDRESS).nullable().describe('Id of a public channel: for slack_oauth, and only there'),
  recipientEmail: boundedText(1, MAX_ADDRESS).nullable().describe('One address: for email, and only there'),
  failAfter: z.int().min(1).max(MAX_FAIL_AFTER).describe('Consecutive failures that open an incident. Default 1'),
  notifyRecovery: z.boolean().describe('Default true'),
  renotifyMinutes: z
    .int()
    .min(MIN_RENOTIFY_MINUTES)
    .max(MAX_RENOTIFY_MINUTES)
    .nullable()
    .describe('Repeat while open. Default null: never'),
  mutedUntil: time.nullable().describe('No messages until then. Default null'),
  state: z.enum(RULE_STATES).describe('Default enabled'),
};

const { name, targetType, targetId, destinationId, ...optional } = fields;

export const alertRuleInput = z
  .strictObject({ name, targetType, targetId, destinationId, ...z.strictObject(optional).partial().shape })
  .meta({ id: 'NewAlertRule' });

export const alertRulePatch = z.strictObject(fields).partial().meta({ id: 'AlertRulePatch' });
export type AlertRulePatch = z.output<typeof alertRulePatch>;

/** Throws `validation_failed` with every wrong field. */
export function parseRule<T>(schema: z.ZodType<T>, raw: unknown): T {
  const result = schema.safeParse(raw, { error: plainMessage });
  if (result.success) return result.data;
  const all = fieldErrorsOf(result.error.issues);
  const [first, ...rest] = all.filter(({ field }, index) => all.findIndex((other) => other.field === field) === index);
  throw validationFailed([first ?? { field: 'body', message: 'is not valid' }, ...rest]);
}
