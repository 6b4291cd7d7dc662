// Bundles: what uploads of a source became, how they differ, and which is active in each environment.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { read, rest, within } from './client.ts';
import type { Schemas } from './client.ts';
import { asQuery } from './query-text.ts';
import type { operations } from './schema.ts';

export type Bundle = Schemas['Bundle'];
export type BundleState = Bundle['state'];
export type BundleDetail = Schemas['BundleDetail'];
export type BundleDiff = Schemas['ApiDiff'];
export type SignatureChange = BundleDiff['signatureChanged'][number];
export type OperationName = Schemas['OperationName'];
export type Diagnostic = Schemas['Diagnostic'];
export type Uploaded = Schemas['Uploaded'];
export type OperationMap = NonNullable<BundleDetail['operationMap']>;
export type Operation = Schemas['BundleOperation'];
export type Manifest = Schemas['BundleManifest'];

export const BUNDLE_STATES = ['compiling', 'generated', 'active', 'superseded', 'failed'] as const satisfies readonly BundleState[];

type BundleQuery = NonNullable<operations['listBundles']['parameters']['query']>;
type BundleFilter = { readonly [K in keyof BundleQuery]?: string | undefined };

const COMPILING_MS = 1_500;
/** They are beside the rest of the API, with the upload that other tools sign. */
const BASE = { baseUrl: `${window.location.origin}/api` } as const;
/** What was compiled never changes. */
const COMPILED = { staleTime: Infinity, gcTime: 5 * 60_000 } as const;

const at = (bundleId: string) => ({ path: { bundleId } });

export const bundlesQuery = (org: string, filter: BundleFilter) =>
  queryOptions({
    queryKey: ['org', org, 'bundles', filter],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/openapi-artifacts', { ...BASE, signal, params: { query: asQuery<BundleQuery>(filter) } })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data?.rows.some(({ state }) => state === 'compiling') === true ? COMPILING_MS : false),
  });

/** The one that agents get in an environment; no row where there is none. */
export const activeBundleQuery = (org: string, source: string, environment: string) =>
  queryOptions({
    queryKey: ['org', org, 'bundles', 'active', source, environment],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/openapi-artifacts', { ...BASE, signal, params: { query: { source, environment, state: 'active' } } })),
  });

/** Without its parts: state, diagnostics, difference and progress. */
export const bundleQuery = (org: string, bundleId: string) =>
  queryOptions({
    queryKey: ['org', org, 'bundle', bundleId],
    queryFn: ({ signal }) => read(rest(org).GET('/openapi-artifacts/{bundleId}', { ...BASE, signal, params: at(bundleId) })),
    refetchInterval: ({ state: { data } }) => (data?.state === 'compiling' ? COMPILING_MS : false),
  });

export const operationsQuery = (org: string, bundleId: string) =>
  queryOptions({
    ...COMPILED,
    queryKey: ['org', org, 'bundle', bundleId, 'operations'],
    queryFn: async ({ signal }): Promise<BundleDetail> =>
      read(
        rest(org).GET('/openapi-artifacts/{bundleId}', {
          ...BASE,
          signal,
          params: { ...at(bundleId), query: { include: 'operationMap' } },
        }),
      ),
  });

export const bundleDiffQuery = (org: string, bundleId: string, against: string) =>
  queryOptions({
    ...COMPILED,
    queryKey: ['org', org, 'bundle', bundleId, 'diff', against],
    queryFn: ({ signal }) =>
      read(rest(org).GET('/openapi-artifacts/{bundleId}/diff', { ...BASE, signal, params: { ...at(bundleId), query: { against } } })),
  });

export const promoteBundle = (org: string, bundleId: string): Promise<Schemas['Promoted']> =>
  read(rest(org).POST('/openapi-artifacts/{bundleId}/promote', { ...BASE, params: at(bundleId) }));

export interface NewBundle {
  readonly source: string;
  readonly environment: string;
  readonly openapi: string;
  readonly overlay?: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly promote: boolean;
}

/** The longest that a compile may take, and what is done around it. */
const UPLOAD_MS = 240_000;

/** The session stands for the signature. */
export const uploadBundle = (org: string, body: NewBundle): Promise<Uploaded> =>
  read(rest(org).POST('/openapi-artifacts/upload', { ...BASE, ...within(UPLOAD_MS), body }));
