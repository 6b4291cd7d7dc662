// Models of the organization: list, add, change, remove, test (spec 02 §8).
import { z } from 'zod';
import { createModel, createModelInput, listModels, removeModel, testModel, updateModel, updateModelInput } from '#modules/models';
import { modelUsage } from '#modules/workflows';
import { withParams } from '../body.ts';
import { defineRoute } from '../route.ts';
import { model, modelTest } from '../schemas/models.ts';
import { DONE, okResult, pageOf, pageOfAll, pageQuery } from '../schemas/page.ts';

const modelPatch = updateModelInput.omit({ modelId: true }).meta({ id: 'ModelPatch' });

export const modelRoutes = [
  defineRoute({
    method: 'get',
    path: '/models',
    operationId: 'listModels',
    tag: 'models',
    summary: 'Models that can test or judge',
    role: 'viewer',
    query: z.strictObject(pageQuery),
    result: pageOf(model),
    handle: async (ctx, { query }) => pageOfAll(await listModels(ctx), query),
  }),
  defineRoute({
    method: 'post',
    path: '/models',
    operationId: 'createModel',
    tag: 'models',
    summary: 'Adds a model; an openai-compatible one must make a tool call first',
    role: 'admin',
    body: createModelInput,
    result: model,
    status: 201,
    errors: ['conflict', 'probe_failed'],
    location: (created) => `/models/${encodeURIComponent(created.id)}`,
    handle: (ctx, { body }) => createModel(ctx, body),
  }),
  defineRoute({
    method: 'patch',
    path: '/models/{modelId}',
    operationId: 'updateModel',
    tag: 'models',
    summary: 'Changes a model; an omitted key stays',
    role: 'admin',
    body: modelPatch,
    result: model,
    errors: ['model_not_found', 'probe_failed'],
    handle: (ctx, { params, body }) => updateModel(ctx, withParams(body, { modelId: params.modelId })),
  }),
  defineRoute({
    method: 'delete',
    path: '/models/{modelId}',
    operationId: 'removeModel',
    tag: 'models',
    summary: 'Removes a model that nothing uses',
    role: 'admin',
    result: okResult,
    errors: ['model_not_found', 'conflict'],
    handle: async (ctx, { params }) => {
      await removeModel(ctx, { modelId: params.modelId }, modelUsage);
      return DONE;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/models/{modelId}/test',
    operationId: 'testModel',
    tag: 'models',
    summary: 'Asks the model for one tool call',
    role: 'admin',
    result: modelTest,
    errors: ['model_not_found'],
    handle: (ctx, { params }) => testModel(ctx, { modelId: params.modelId }),
  }),
];
