// A stored model as callers see it: with the price that counts and whether it is a default.
import type { Ctx } from '#platform/ctx';
import { defaultModels } from './default-models.ts';
import type { DefaultModels } from './default-models.ts';
import { effectivePrice } from './effective-price.ts';
import { SCRIPT_MODEL_ID } from './model.ts';
import type { Model, ModelRecord } from './model.ts';

export function presentModel(ctx: Ctx, record: ModelRecord, defaults: DefaultModels): Model {
  return {
    ...record,
    price: effectivePrice(record, ctx.deps.llm.priceOf(record.provider, record.upstreamName)),
    builtIn: record.id === SCRIPT_MODEL_ID,
    isDefaultTester: record.id === defaults.testerModelId,
    isDefaultJudge: record.id === defaults.judgeModelId,
  };
}

export const presentOne = async (ctx: Ctx, record: ModelRecord): Promise<Model> => presentModel(ctx, record, await defaultModels(ctx));
