// Adds a model. The first one that can test or judge becomes the organization's default for it.
import { changeDefaultModels, record as recordAudit, secretMark } from '#modules/access';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import type { Model, ModelRecord } from './model.ts';
import { checkTogether, createModelInput } from './model-input.ts';
import type { CreateModelInput } from './model-input.ts';
import { modelRefOf } from './model-ref.ts';
import { presentOne } from './present-model.ts';
import { requirePreflight } from './require-preflight.ts';
import { MAX_MODELS, countStored, insertStored } from './store.ts';

export async function createModel(ctx: Ctx, raw: unknown): Promise<Model> {
  requireRole(ctx, 'admin');
  const input = parseInput(createModelInput, raw);
  checkTogether(ctx, input);
  const record = recordOf(ctx, input);
  const ref = await modelRefOf(ctx, { record, secretId: null }, input.apiKey);
  if (ref?.provider === 'openai-compatible') await requirePreflight(ctx, ref);
  await inTransaction(ctx.deps.db, async (tx) => {
    if ((await countStored(tx, ctx.org.id)) >= MAX_MODELS)
      throw new AppError('conflict', `An organization has at most ${MAX_MODELS} models. Remove one that nothing uses.`);
    const secretId = input.apiKey === undefined ? null : await ctx.deps.vault.put(tx, ctx.org.id, input.apiKey);
    if (!(await insertStored(tx, ctx.org.id, { record, secretId }))) throw taken(record.id);
    await recordAudit(tx, ctx, {
      action: 'model.create',
      objectType: 'model',
      objectId: record.id,
      after: { ...record, apiKey: secretMark(secretId) },
    });
    await becomeDefault(tx, ctx, record);
  });
  return presentOne(ctx, record);
}

const recordOf = (ctx: Ctx, input: CreateModelInput): ModelRecord => ({
  id: `${input.provider}/${input.upstreamName}`,
  displayName: input.displayName ?? input.upstreamName,
  provider: input.provider,
  upstreamName: input.upstreamName,
  baseUrl: input.baseUrl ?? null,
  roles: input.roles ?? ['tester', 'judge'],
  contextTokens: input.contextTokens ?? null,
  inputUsdPerMTok: input.inputUsdPerMTok ?? null,
  outputUsdPerMTok: input.outputUsdPerMTok ?? null,
  active: true,
  secretSetAt: input.apiKey === undefined ? null : ctx.deps.clock.now().toISOString(),
});

const taken = (id: string): AppError =>
  new AppError('conflict', `upstreamName: ${id} is already there`, {
    fieldErrors: [{ field: 'upstreamName', message: `${id} is already there` }],
  });

/** Only where nothing was chosen: a choice of people is never overruled. */
const becomeDefault = (tx: Tx, ctx: Ctx, { id, roles }: ModelRecord): Promise<void> =>
  changeDefaultModels(tx, ctx, ({ defaultTesterModelId, defaultJudgeModelId }) => ({
    defaultTesterModelId: defaultTesterModelId ?? (roles.includes('tester') ? id : null),
    defaultJudgeModelId: defaultJudgeModelId ?? (roles.includes('judge') ? id : null),
  }));
