// Changes a model; an omitted key stays. A changed endpoint must make a tool call again.
import { record as recordAudit, secretMark } from '#modules/access';
import { invalidField, notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { SCRIPT_MODEL_ID } from './model.ts';
import type { Model, ModelRecord } from './model.ts';
import { checkTogether, updateModelInput } from './model-input.ts';
import type { UpdateModelInput } from './model-input.ts';
import { leaveDefaults } from './leave-defaults.ts';
import { modelRefOf } from './model-ref.ts';
import { presentOne } from './present-model.ts';
import { requirePreflight } from './require-preflight.ts';
import { findStored, lockStored, saveStored } from './store.ts';
import type { StoredModel } from './store.ts';

export async function updateModel(ctx: Ctx, raw: unknown): Promise<Model> {
  requireRole(ctx, 'admin');
  const input = parseInput(updateModelInput, raw);
  const known = await findStored(ctx.deps.db, ctx.org.id, input.modelId);
  if (input.modelId === SCRIPT_MODEL_ID) throw invalidField('modelId', 'the built-in step script cannot be changed');
  if (!known) throw notFound('model');
  const planned = changed(ctx, known.record, input);
  if (planned.provider === 'script' || planned.provider === 'pinned') throw invalidField('modelId', 'this tester cannot be changed');
  checkTogether(ctx, { ...planned, provider: planned.provider });
  keepKeyAtItsAddress(known, planned, input);
  const ref = await modelRefOf(ctx, { record: planned, secretId: known.secretId }, input.apiKey);
  const isNewEndpoint = input.apiKey !== undefined || planned.baseUrl !== known.record.baseUrl;
  if (ref?.provider === 'openai-compatible' && isNewEndpoint) await requirePreflight(ctx, ref);
  const saved = await inTransaction(ctx.deps.db, async (tx) => {
    const before = await lockStored(tx, ctx.org.id, input.modelId);
    if (!before) throw notFound('model');
    const after = changed(ctx, before.record, input);
    const secretId = input.apiKey === undefined ? before.secretId : await ctx.deps.vault.put(tx, ctx.org.id, input.apiKey);
    await saveStored(tx, ctx.org.id, { record: after, secretId });
    if (before.secretId !== null && secretId !== before.secretId) await ctx.deps.vault.remove(tx, ctx.org.id, before.secretId);
    await recordAudit(tx, ctx, {
      action: 'model.update',
      objectType: 'model',
      objectId: after.id,
      before: { ...before.record, apiKey: secretMark(before.secretId) },
      after: { ...after, apiKey: secretMark(secretId) },
    });
    await leaveDefaults(tx, ctx, after.id, after.active ? after.roles : []);
    return after;
  });
  return presentOne(ctx, saved);
}

/** A stored key may not be sent to an address that was not there when it was stored. */
function keepKeyAtItsAddress({ record, secretId }: StoredModel, planned: ModelRecord, { apiKey }: UpdateModelInput): void {
  if (secretId === null || apiKey !== undefined || originOf(planned.baseUrl) === originOf(record.baseUrl)) return;
  throw invalidField('apiKey', 'must be sent again when the address changes');
}

const originOf = (baseUrl: string | null): string => (baseUrl === null ? '' : new URL(baseUrl).origin);

const changed = (ctx: Ctx, before: ModelRecord, input: UpdateModelInput): ModelRecord => ({
  ...before,
  displayName: input.displayName ?? before.displayName,
  baseUrl: input.baseUrl === undefined ? before.baseUrl : input.baseUrl,
  roles: input.roles ?? before.roles,
  contextTokens: input.contextTokens === undefined ? before.contextTokens : input.contextTokens,
  inputUsdPerMTok: input.inputUsdPerMTok === undefined ? before.inputUsdPerMTok : input.inputUsdPerMTok,
  outputUsdPerMTok: input.outputUsdPerMTok === undefined ? before.outputUsdPerMTok : input.outputUsdPerMTok,
  active: input.active ?? before.active,
  secretSetAt: input.apiKey === undefined ? before.secretSetAt : ctx.deps.clock.now().toISOString(),
});
