// What a caller may send of a model, with every wrong field named.
import { z } from 'zod';
import { validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import { judgeUrl } from '#platform/http/address-guard';
import { MODEL_ROLES } from './model.ts';

const MAX_NAME = 120;
const MAX_KEY = 8192;
const MAX_USD = 100_000;
const MAX_CONTEXT = 100_000_000;

const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_NAME, `must have at most ${MAX_NAME} characters`)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must not contain characters that cannot be stored');
const usd = z.number().min(0, 'must not be negative').max(MAX_USD).nullable();
/** Header values end at a line break, so a key with one is a mistake in pasting. */
const apiKey = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_KEY)
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');
const upstreamName = name.regex(/^[\w.:@/+-]+$/, 'must consist of letters, digits and . : @ / + - _');

const fields = {
  displayName: name.optional(),
  baseUrl: z.url('must be a URL').max(2048).nullable().optional(),
  apiKey: apiKey.optional(),
  roles: z.array(z.enum(MODEL_ROLES)).min(1, 'needs tester, judge or both').max(2).optional(),
  contextTokens: z.int().min(1).max(MAX_CONTEXT).nullable().optional(),
  inputUsdPerMTok: usd.optional(),
  outputUsdPerMTok: usd.optional(),
};

const REAL_PROVIDERS = ['anthropic', 'openai', 'google', 'openai-compatible'] as const;

export const createModelInput = z
  .strictObject({
    ...fields,
    provider: z.enum(REAL_PROVIDERS, `must be one of ${REAL_PROVIDERS.join(', ')}`),
    upstreamName,
  })
  .meta({ id: 'NewModel' });

export const updateModelInput = z.strictObject({
  ...fields,
  modelId: z.string(),
  active: z.boolean().optional(),
});

export type CreateModelInput = z.output<typeof createModelInput>;
export type UpdateModelInput = z.output<typeof updateModelInput>;

/** What no single field can know: base URL by provider and by the address rules, prices in pairs. */
export function checkTogether(
  ctx: Ctx,
  given: Pick<CreateModelInput, 'provider' | 'baseUrl' | 'inputUsdPerMTok' | 'outputUsdPerMTok'>,
): void {
  const errors: FieldError[] = [];
  const needsUrl = given.provider === 'openai-compatible';
  const takesUrl = needsUrl || given.provider === 'openai';
  if (needsUrl && !given.baseUrl)
    errors.push({ field: 'baseUrl', message: 'is required for openai-compatible, such as http://127.0.0.1:11434/v1' });
  if (!takesUrl && given.baseUrl) errors.push({ field: 'baseUrl', message: `is not used by ${given.provider}` });
  if (takesUrl && given.baseUrl) {
    const judged = judgeUrl(given.baseUrl, ctx.deps.settings.addressPolicy);
    if (!judged.ok) errors.push({ field: 'baseUrl', message: judged.error });
  }
  const missing = [given.inputUsdPerMTok, given.outputUsdPerMTok].map((price) => price === undefined || price === null);
  if (missing[0] !== missing[1]) {
    errors.push({ field: missing[0] === true ? 'inputUsdPerMTok' : 'outputUsdPerMTok', message: 'give both prices or none' });
  }
  const [first, ...rest] = errors;
  if (first) throw validationFailed([first, ...rest]);
}
