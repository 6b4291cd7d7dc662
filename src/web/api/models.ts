// Models of an organization: who tests and who judges, and what they cost.
import { queryOptions } from '@tanstack/react-query';
import { rest } from './client.ts';

export type Provider = 'anthropic' | 'openai' | 'google' | 'openai-compatible' | 'script' | 'pinned';
export type ModelRole = 'tester' | 'judge';

export interface Model {
  readonly id: string;
  readonly displayName: string;
  readonly provider: Provider;
  readonly upstreamName: string;
  readonly baseUrl?: string | null | undefined;
  readonly roles: readonly ModelRole[];
  readonly contextTokens: number | null;
  readonly inputUsdPerMTok?: number | null | undefined;
  readonly outputUsdPerMTok?: number | null | undefined;
  readonly priceSource?: 'override' | 'catalog' | null | undefined;
  readonly active: boolean;
  readonly builtIn?: boolean | undefined;
  readonly secretSetAt?: string | null | undefined;
  readonly isDefaultTester?: boolean | undefined;
  readonly isDefaultJudge?: boolean | undefined;
}

export interface ModelInput {
  readonly displayName?: string | undefined;
  readonly provider?: Provider | undefined;
  readonly upstreamName?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly roles?: readonly ModelRole[] | undefined;
  readonly contextTokens?: number | undefined;
  readonly inputUsdPerMTok?: number | undefined;
  readonly outputUsdPerMTok?: number | undefined;
  readonly active?: boolean | undefined;
}

export interface ModelTest {
  readonly ok: boolean;
  readonly latencyMs: number | null;
  readonly message: string | null;
}

/** Providers that make no request: no AI. */
export const isWithoutAi = (provider: Provider): boolean => provider === 'script' || provider === 'pinned';
export const SCRIPT_MODEL_ID = 'script/steps';

const modelPath = (id: string): string => `/models/${encodeURIComponent(id)}`;

export const modelsQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'models'],
    queryFn: ({ signal }) => rest<{ readonly rows: readonly Model[] }>('/models', { org, signal }),
    staleTime: 30_000,
  });

export const createModel = (org: string, body: ModelInput): Promise<Model> => rest('/models', { org, method: 'POST', body });
export const updateModel = (org: string, id: string, body: ModelInput): Promise<Model> => rest(modelPath(id), { org, method: 'PATCH', body });
export const removeModel = (org: string, id: string): Promise<unknown> => rest(modelPath(id), { org, method: 'DELETE' });
export const testModel = (org: string, id: string): Promise<ModelTest> => rest(`${modelPath(id)}/test`, { org, method: 'POST', body: {} });
