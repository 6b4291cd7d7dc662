// Workflows: their fields, versions, and the check of one that is not saved yet.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { asQuery } from './query-text.ts';
import type { operations } from './schema.ts';

export type Workflow = Schemas['Workflow'];
export type WorkflowSpec = Schemas['WorkflowSpec'];
export type WorkflowVersion = Schemas['WorkflowVersionRow'];
export type WorkflowCheck = Schemas['WorkflowCheck'];
export type FieldDiff = Schemas['FieldDiff'];
export type Check = Schemas['Check'];
export type CheckKind = Check['kind'];
export type WorkflowState = Workflow['state'];
export type Verdict = 'pass' | 'partial' | 'fail';
export type TesterTarget = WorkflowSpec['testerTargets'][number];
export type Limits = WorkflowSpec['limits'];
export type JudgeSettings = NonNullable<WorkflowSpec['judge']>;
export type Schedule = NonNullable<WorkflowSpec['schedule']>;

/** In the editor a new criterion has no id and place yet. */
export type Criterion = Omit<WorkflowSpec['criteria'][number], 'id' | 'position'> & { readonly id?: string; readonly position?: number };

/** What is sent to create, change or check: any of the fields, as far as they are written. */
export type WorkflowInput = Schemas['WorkflowPatch'];

export interface WorkflowFilter {
  readonly search?: string | undefined;
  readonly mcpServerId?: string | undefined;
  readonly state?: string | undefined;
  readonly category?: string | undefined;
  readonly page?: string | undefined;
  readonly pageSize?: string | undefined;
}

type WorkflowQuery = NonNullable<operations['listWorkflows']['parameters']['query']>;

const at = (workflowId: string) => ({ path: { workflowId } });

export const workflowsQuery = (org: string, filter: WorkflowFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'workflows', filter],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/workflows', { signal, params: { query: { environment: 'all', ...asQuery<WorkflowQuery>(filter) } } })),
    placeholderData: keepPreviousData,
  });

export const workflowQuery = (org: string, workflowId: string) =>
  queryOptions({
    queryKey: ['org', org, 'workflow', workflowId],
    queryFn: ({ signal }) => read(rest(org).GET('/workflows/{workflowId}', { signal, params: at(workflowId) })),
    enabled: workflowId !== '',
  });

export const versionsQuery = (org: string, workflowId: string) =>
  queryOptions({
    queryKey: ['org', org, 'workflow', workflowId, 'versions'],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/workflows/{workflowId}/versions', { signal, params: { ...at(workflowId), query: { pageSize: 100 } } })),
  });

/** `workflowId` says that the fields are a change of that workflow. */
export const workflowCheckQuery = (org: string, workflowId: string | undefined, fields: WorkflowInput) =>
  queryOptions({
    queryKey: ['org', org, 'workflow-check', workflowId, fields],
    queryFn: ({ signal }) =>
      read(rest(org).POST('/workflows/check', { signal, body: workflowId === undefined ? { ...fields } : { workflowId, ...fields } })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });

// The server names what is missing in a new workflow, field by field; the editor sends what there is.
const asNew = (fields: WorkflowInput): Schemas['WorkflowInput'] => ({
  name: '',
  mcpServerId: '',
  testerPrompt: '',
  criteria: [],
  ...fields,
});

export const createWorkflow = (org: string, fields: WorkflowInput): Promise<Workflow> =>
  read(rest(org).POST('/workflows', { body: asNew(fields) }));
export const updateWorkflow = (org: string, workflowId: string, body: WorkflowInput): Promise<Workflow> =>
  read(rest(org).PATCH('/workflows/{workflowId}', { params: at(workflowId), body }));
export const archiveWorkflow = (org: string, workflowId: string): Promise<unknown> =>
  read(rest(org).DELETE('/workflows/{workflowId}', { params: at(workflowId) }));
export const restoreVersion = (org: string, path: { readonly workflowId: string; readonly versionId: string }): Promise<Workflow> =>
  read(rest(org).POST('/workflows/{workflowId}/versions/{versionId}/restore', { params: { path } }));
