// The public status page, as its organization sets it up.
import { queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import type { operations } from './schema.ts';

export type StatusPage = Schemas['StatusPage'];
export type StatusPageInput = operations['saveStatusPage']['requestBody']['content']['application/json'];

export const statusPageQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'status-page'],
    queryFn: ({ signal }) => read(rest(org).GET('/status-page', { signal })),
  });

export const saveStatusPage = (org: string, body: StatusPageInput): Promise<StatusPage> => read(rest(org).PUT('/status-page', { body }));
