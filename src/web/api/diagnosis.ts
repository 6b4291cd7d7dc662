// Why a finished run ended as it did, from stored evidence.
import { queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';

export type Diagnosis = Schemas['Diagnosis'];
export type ContributingCall = Schemas['ContributingToolCall'];
export type SuggestedAction = Schemas['SuggestedAction'];
export type Remediation = Schemas['Remediation'];
export type SimilarFailure = Schemas['SimilarFailure'];

export const diagnosisQuery = (org: string, runId: string) =>
  queryOptions({
    queryKey: ['org', org, 'run', runId, 'diagnosis'],
    queryFn: ({ signal }) => read(rest(org).GET('/runs/{runId}/diagnosis', { signal, params: { path: { runId } } })),
  });
