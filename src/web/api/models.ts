// Models of an organization: who tests and who judges, and what they cost.
import { queryOptions } from '@tanstack/react-query';
import { allPages } from './all-pages.ts';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';

export type Model = Schemas['Model'];
export type NewModel = Schemas['NewModel'];
export type ModelTest = Schemas['ModelTest'];
export type Provider = Model['provider'];
export type ModelRole = Model['roles'][number];
/** What can be changed of one that is there. */
export type ModelChange = Omit<Partial<NewModel>, 'provider' | 'upstreamName'> & { readonly active?: boolean };

/** Providers that make no request: no AI. */
export const isWithoutAi = (provider: Provider): boolean => provider === 'script' || provider === 'pinned';
export const SCRIPT_MODEL_ID = 'script/steps';

const at = (modelId: string) => ({ path: { modelId } });

export const modelsQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'models'],
    queryFn: ({ signal }) => allPages((query) => read(rest(org).GET('/models', { signal, params: { query } }))),
    staleTime: 30_000,
  });

export const createModel = (org: string, body: NewModel): Promise<Model> => read(rest(org).POST('/models', { body }));
export const updateModel = (org: string, modelId: string, body: ModelChange): Promise<Model> =>
  read(rest(org).PATCH('/models/{modelId}', { params: at(modelId), body: { ...body } }));
export const removeModel = (org: string, modelId: string): Promise<unknown> =>
  read(rest(org).DELETE('/models/{modelId}', { params: at(modelId) }));
export const testModel = (org: string, modelId: string): Promise<ModelTest> =>
  read(rest(org).POST('/models/{modelId}/test', { params: at(modelId) }));
