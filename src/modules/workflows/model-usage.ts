// Which workflows name a model, so that one in use is only switched off, never removed (spec 02 §8).
import type { ModelUsage } from '#modules/models';
import { workflowsNamingModel } from './store.ts';

export const modelUsage: ModelUsage = {
  usersOf: async (tx, orgId, modelId) =>
    (await workflowsNamingModel(tx, orgId, modelId)).map(({ id, name }) => ({ type: 'workflow', id, name })),
};
