// What a source is made of, field by field, and what is wrong with each (spec 06 §1, §3).
import { z } from 'zod';
import { textField } from '#kernel/text-field';
import { judgeUrl } from '#platform/http/address-guard';
import type { AddressPolicy } from '#platform/http/address-guard';
import { SLUG } from './fields.ts';
import { connectionInput } from './connection-input.ts';
import { SOURCE_MODES } from './source.ts';

const MAX_RATE = 10_000;

const fields = (policy: AddressPolicy) => ({
  name: textField(80),
  mode: z.enum(SOURCE_MODES, `must be one of ${SOURCE_MODES.join(', ')}`),
  baseUrl: baseUrlField(policy).nullable(),
  connection: connectionInput.nullable(),
  rateLimitPerMinute: z.int('must be a whole number').min(1, 'must be at least 1').max(MAX_RATE, `must be at most ${MAX_RATE}`),
  keepsScripts: z.boolean('must be true or false'),
});

export const createSourceSchema = (policy: AddressPolicy) => {
  const { name, ...rest } = fields(policy);
  return z
    .strictObject(rest)
    .partial()
    .extend({
      name,
      slug: z.string('must be text').regex(SLUG, 'must be 2-80 characters: lower-case letters, digits, "-" and "_"').optional(),
    });
};

export const updateSourceSchema = (policy: AddressPolicy) =>
  z
    .strictObject(fields(policy))
    .partial()
    .extend({ slug: z.string().max(200) });

export type CreateSourceInput = z.infer<ReturnType<typeof createSourceSchema>>;
export type UpdateSourceInput = z.infer<ReturnType<typeof updateSourceSchema>>;

/** Where every call of a source goes: an origin and a path, nothing else. Answers it without a trailing slash. */
function baseUrlField(policy: AddressPolicy) {
  return z
    .string('must be text')
    .trim()
    .transform((text, check) => {
      const fault = faultOfBaseUrl(text, policy);
      if (fault !== undefined) check.addIssue({ code: 'custom', message: fault });
      return text.replace(/\/+$/, '');
    });
}

function faultOfBaseUrl(text: string, policy: AddressPolicy): string | undefined {
  // the parser would silently drop tabs and line breaks, and what is stored must be what is called
  if (/[\s\p{Cc}\\]/u.test(text)) return 'must not contain spaces, control characters or backslashes';
  const judged = judgeUrl(text, policy);
  if (!judged.ok) return judged.error;
  if (text.includes('?') || text.includes('#')) return 'must have no query (?…) and no fragment (#…)';
  return undefined;
}

/** For documents: the fields without what the settings of an instance refuse. */
const ANYTHING: AddressPolicy = { allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: ['0.0.0.0/0', '::/0'] };
export const createSourceInput = createSourceSchema(ANYTHING);
export const updateSourceInput = updateSourceSchema(ANYTHING).omit({ slug: true });
