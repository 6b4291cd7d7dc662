// What agents did on a source: one row per tool call, without scripts, arguments or results.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { asQuery } from './query-text.ts';
import type { operations } from './schema.ts';

export type Execution = Schemas['Execution'];
export type ExecutionTool = Execution['tool'];
export type ExecutionErrorKind = NonNullable<Execution['errorKind']>;

export const EXECUTION_TOOLS = ['execute_script', 'search_sdk', 'invoke_operation'] as const satisfies readonly ExecutionTool[];

type ExecutionQuery = NonNullable<operations['listExecutions']['parameters']['query']>;
type ExecutionFilter = { readonly [K in keyof ExecutionQuery]?: string | undefined };

/** While one runs or waits for a person. */
const UNFINISHED_MS = 5_000;

export const executionsQuery = (org: string, slug: string, filter: ExecutionFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'source', slug, 'executions', filter],
    queryFn: ({ signal }) =>
      read(
        rest(org).GET('/sources/{sourceSlug}/executions', {
          signal,
          params: { path: { sourceSlug: slug }, query: asQuery<ExecutionQuery>(filter) },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data?.rows.some(({ state }) => state !== 'finished') === true ? UNFINISHED_MS : false),
  });
