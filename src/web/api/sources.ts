// Sources: OpenAPI documents published as hosted MCP servers, their connection, state and secrets.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest } from './client.ts';
import type { Schemas } from './client.ts';
import { asQuery } from './query-text.ts';
import type { operations } from './schema.ts';

export type Source = Schemas['Source'];
export type SourceMode = Source['mode'];
export type SourceState = Source['state'];
export type SourceConnection = NonNullable<Source['connection']>;
export type SourceSecret = Schemas['SourceSecret'];
export type ConnectionInput = Schemas['SourceConnectionInput'];
export type ConnectionCheckResult = Schemas['SourceConnectionCheck'];
/** With a connection that is not saved yet, and a credential to try. */
export interface ConnectionCheckInput {
  readonly connection?: ConnectionInput;
  readonly credential?: string;
}

export const SOURCE_MODES = ['tools', 'code'] as const satisfies readonly SourceMode[];
export const SOURCE_STATES = ['needs_setup', 'active', 'paused'] as const satisfies readonly SourceState[];
/** Where a bundle goes when nothing else is said, and the only environment of mode tools. */
export const DEFAULT_ENVIRONMENT = 'production';

export interface NewSource {
  readonly name: string;
  readonly slug: string;
  readonly mode: SourceMode;
  readonly baseUrl?: string;
}

export interface SourceChange {
  readonly name?: string;
  readonly mode?: SourceMode;
  readonly baseUrl?: string | null;
  readonly rateLimitPerMinute?: number;
  readonly keepsScripts?: boolean;
}

type SourceQuery = NonNullable<operations['listSources']['parameters']['query']>;
/** Filters as they stand in an address: what is empty or undefined is left out. */
type SourceFilter = { readonly [K in keyof SourceQuery]?: string | undefined };

const at = (slug: string) => ({ path: { sourceSlug: slug } });

export const sourcesQuery = (org: string, filter: SourceFilter = {}) =>
  queryOptions({
    queryKey: ['org', org, 'sources', filter],
    queryFn: ({ signal }) => read(rest(org).GET('/sources', { signal, params: { query: asQuery<SourceQuery>(filter) } })),
    placeholderData: keepPreviousData,
  });

export const sourceQuery = (org: string, slug: string) =>
  queryOptions({
    queryKey: ['org', org, 'source', slug],
    queryFn: ({ signal }) => read(rest(org).GET('/sources/{sourceSlug}', { signal, params: at(slug) })),
  });

export const createSource = (org: string, body: NewSource): Promise<Source> => read(rest(org).POST('/sources', { body }));
export const updateSource = (org: string, slug: string, body: SourceChange): Promise<Source> =>
  read(rest(org).PATCH('/sources/{sourceSlug}', { params: at(slug), body }));
export const removeSource = (org: string, slug: string, force: boolean): Promise<unknown> =>
  read(rest(org).DELETE('/sources/{sourceSlug}', { params: { ...at(slug), query: { force } } }));
/** Also resumes one that is paused. */
export const activateSource = (org: string, slug: string): Promise<Source> =>
  read(rest(org).POST('/sources/{sourceSlug}/activate', { params: at(slug) }));
export const pauseSource = (org: string, slug: string): Promise<Source> =>
  read(rest(org).POST('/sources/{sourceSlug}/pause', { params: at(slug) }));

export const saveConnection = (org: string, slug: string, body: ConnectionInput): Promise<Source> =>
  read(rest(org).PUT('/sources/{sourceSlug}/connection', { params: at(slug), body: { connection: body } }));
/** Asks the API as callers would be asked for; nothing is stored. */
export const checkConnection = (org: string, slug: string, body: ConnectionCheckInput): Promise<ConnectionCheckResult> =>
  read(rest(org).POST('/sources/{sourceSlug}/connection/check', { params: at(slug), body }));

export const sourceSecretsQuery = (org: string, slug: string) =>
  queryOptions({
    queryKey: ['org', org, 'source', slug, 'secrets'],
    queryFn: ({ signal }) => read(rest(org).GET('/sources/{sourceSlug}/secrets', { signal, params: at(slug) })),
  });

export interface SecretPlace {
  readonly environment: string;
  readonly name: string;
}

export const putSecret = (org: string, slug: string, { environment, name, value }: SecretPlace & { readonly value: string }) =>
  read(
    rest(org).PUT('/sources/{sourceSlug}/secrets/{secretName}', {
      params: { path: { sourceSlug: slug, secretName: name } },
      body: { environment, value },
    }),
  );
export const removeSecret = (org: string, slug: string, { environment, name }: SecretPlace): Promise<unknown> =>
  read(
    rest(org).DELETE('/sources/{sourceSlug}/secrets/{secretName}', {
      params: { path: { sourceSlug: slug, secretName: name }, query: { environment } },
    }),
  );
