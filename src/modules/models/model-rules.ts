// Lets the organization's settings refuse a default model that could not do the work.
import type { ModelRules } from '#modules/access';
import { SCRIPT_MODEL } from './model.ts';
import { findStored } from './store.ts';

export const modelRules: ModelRules = {
  problemOf: async (ctx, use, modelId) => {
    const record = modelId === SCRIPT_MODEL.id ? SCRIPT_MODEL : (await findStored(ctx.deps.db, ctx.org.id, modelId))?.record;
    if (!record) return 'is not a model of this organization';
    if (!record.active) return 'is switched off';
    return record.roles.includes(use) ? undefined : `cannot be a ${use}`;
  },
};
