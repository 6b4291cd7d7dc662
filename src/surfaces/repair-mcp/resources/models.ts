// armature://catalog/models: who can test and who can judge.
import { listModels } from '#modules/models';
import type { RepairResource } from './repair-resource.ts';
import { boundedJson, fitting } from './bounded-json.ts';

export const modelsResource: RepairResource = {
  uri: 'armature://catalog/models',
  name: 'models',
  title: 'Model catalog',
  description: 'Models that workflows can name: {models[{id, displayName, provider, roles}]}, active ones only.',
  read: async (ctx) => {
    const models = (await listModels(ctx)).filter(({ active }) => active);
    const { kept } = fitting(models.map(({ id, displayName, provider, roles }) => ({ id, displayName, provider, roles })));
    return boundedJson({ models: kept });
  },
};
