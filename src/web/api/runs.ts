// Runs: list, detail, trace, verdicts, comparison, and what can be done to one.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { isNotFound } from './error.ts';
import { asQuery, given } from './query-text.ts';
import type { operations } from './schema.ts';

export type RunSummary = Schemas['RunSummary'];
export type Run = Schemas['Run'];
export type RunStatus = Run['status'];
export type Classification = NonNullable<Run['classification']>;
export type TesterKind = Run['testerKind'];
export type ErrorKind = NonNullable<Run['error']>['kind'];
export type RunAttempt = Run['attempts'][number];
export type TraceEvent = Schemas['TraceEvent'];
export type TracePage = Schemas['Trace'];
export type CriterionVerdict = Schemas['CriterionVerdict'];
export type Evaluation = Schemas['Evaluation'];
export type Artifact = Schemas['Artifact'];
export type Comparison = Schemas['Comparison'];
export type Metric = Comparison['metrics']['durationMs'];
export type Dispatch = Schemas['StartedRuns'];
type RunQuery = NonNullable<operations['listRuns']['parameters']['query']>;
/** Filters as they stand in an address: what is empty or undefined is left out. */
export type RunFilter = { readonly [K in keyof RunQuery]?: string | undefined };

export const RUN_STATUSES = ['pending', 'running', 'pass', 'partial', 'fail', 'error'] as const satisfies readonly RunStatus[];
export const CLASSIFICATIONS = [
  'server',
  'schema',
  'credential',
  'network',
  'model',
  'judge',
  'test',
  'platform',
] as const satisfies readonly Classification[];

export const isFinished = (status: RunStatus): boolean => status !== 'pending' && status !== 'running';

const at = (runId: string) => ({ path: { runId } });
const LIVE_LIST_MS = 5_000;
const TRACE_PAGE = 1000;

/** The list refreshes by itself while one of its runs is under way. A value the API does not know is refused there, by name. */
export const runsQuery = (org: string, filter: RunFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'runs', filter],
    queryFn: ({ signal }) => read(rest(org).GET('/runs', { signal, params: { query: asQuery<RunQuery>(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.rows.some((run) => !isFinished(run.status)) ? LIVE_LIST_MS : false),
  });

export const runQuery = (org: string, runId: string) =>
  queryOptions({
    queryKey: ['org', org, 'run', runId],
    queryFn: ({ signal }) => fetchRun(org, runId, signal),
    refetchInterval: (query) => (query.state.data?.status === 'pending' ? LIVE_LIST_MS : false),
  });

export const fetchRun = (org: string, runId: string, signal: AbortSignal): Promise<Run> =>
  read(rest(org).GET('/runs/{runId}', { signal, params: at(runId) }));

export const evaluationQuery = (org: string, runId: string, status: RunStatus) =>
  queryOptions({
    queryKey: ['org', org, 'run', runId, 'evaluation', status],
    queryFn: ({ signal }) => read(rest(org).GET('/runs/{runId}/evaluation', { signal, params: at(runId) })),
    placeholderData: keepPreviousData,
  });

export const artifactsQuery = (org: string, runId: string) =>
  queryOptions({
    queryKey: ['org', org, 'run', runId, 'artifacts'],
    queryFn: ({ signal }) => read(rest(org).GET('/runs/{runId}/artifacts', { signal, params: at(runId) })),
  });

export const comparisonQuery = (org: string, runId: string, baselineRunId: string | undefined) =>
  queryOptions({
    queryKey: ['org', org, 'run', runId, 'compare', baselineRunId],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/runs/{runId}/compare', { signal, params: { ...at(runId), query: given({ baselineRunId }) } })),
  });

interface TraceFrom {
  readonly attempt: number;
  /** The last event already known. */
  readonly afterSeq: number | undefined;
  readonly signal: AbortSignal;
}

export const fetchTrace = (org: string, runId: string, { attempt, afterSeq, signal }: TraceFrom): Promise<TracePage> =>
  read(
    rest(org).GET('/runs/{runId}/trace', {
      signal,
      params: {
        ...at(runId),
        query: {
          attempt,
          limit: TRACE_PAGE,
          ...given({ afterSeq }),
        },
      },
    }),
  );

export const startRuns = (org: string, workflowId: string, body: Schemas['StartRuns']): Promise<Dispatch> =>
  read(rest(org).POST('/workflows/{workflowId}/runs', { params: { path: { workflowId } }, body }));
export const cancelRun = (org: string, runId: string): Promise<unknown> =>
  read(rest(org).POST('/runs/{runId}/cancel', { params: at(runId) }));
export const rerunRun = (org: string, runId: string, version: 'current' | 'own'): Promise<Dispatch> =>
  read(rest(org).POST('/runs/{runId}/rerun', { params: at(runId), body: { version } }));

/** The slug of the organization a run belongs to, among those given; null when none has it. */
export async function findRunOwner(slugs: readonly string[], runId: string): Promise<string | null> {
  for (const org of slugs) {
    try {
      await read(rest(org).GET('/runs/{runId}', { params: at(runId) }));
      return org;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return null;
}
