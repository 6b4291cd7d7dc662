// Every model of an organization; never its key.
import type { Exporter } from '#modules/access';
import { listModels } from '../list-models.ts';

export const modelExporter: Exporter = {
  async *objects(ctx) {
    for (const model of await listModels(ctx)) yield { kind: 'model', ...model };
  },
};
