// Configuration files of MCP clients: what one names, adding what it names, and ready entries for each client.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import type { Server } from './servers.ts';
import type { Source } from './sources.ts';

export type ImportedConfig = Schemas['ImportedClientConfig'];
export type ImportEntry = ImportedConfig['entries'][number];
export type ImportInput = ImportEntry['inputs'][number];
export type ImportRequest = NonNullable<ImportEntry['request']>;
export type ClientConfigs = Schemas['ClientConfigs'];

/** Stores nothing. */
export const readConfig = (org: string, body: { readonly text: string; readonly fileName?: string }): Promise<ImportedConfig> =>
  read(rest(org).POST('/mcp-servers/import', { body }));

/** `request` with its inputs filled in. */
export const addImported = (org: string, request: ImportRequest, skipProbe: boolean): Promise<Server> =>
  read(rest(org).POST('/mcp-servers', { body: { ...request, ...(skipProbe ? { skipProbe } : {}) } }));

export const clientConfigsQuery = (org: string) =>
  queryOptions({
    queryKey: ['org', org, 'client-configs'],
    queryFn: ({ signal }): Promise<ClientConfigs> =>
      read(rest(org).GET('/client-configs', { signal, params: { query: { target: 'api-mcp' } } })),
    staleTime: Infinity,
  });

/** `environment`: of mode code; undefined: the default one. Fetched again when the source has changed. */
export const sourceClientConfigsQuery = (org: string, { slug, updatedAt }: Pick<Source, 'slug' | 'updatedAt'>, environment?: string) =>
  queryOptions({
    queryKey: ['org', org, 'client-configs', slug, environment ?? '', updatedAt],
    queryFn: ({ signal }): Promise<ClientConfigs> =>
      read(
        rest(org).GET('/client-configs', {
          signal,
          params: { query: { target: `source:${slug}`, ...(environment === undefined ? {} : { environment }) } },
        }),
      ),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
