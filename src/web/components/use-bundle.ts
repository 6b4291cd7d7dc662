// Which bundle of a source a tab shows: one that the address names, or the active one of the environment.
import { useQuery } from '@tanstack/react-query';
import { activeBundleQuery, operationsQuery } from '../api/bundles.ts';
import type { BundleDetail } from '../api/bundles.ts';
import type { Source } from '../api/sources.ts';
import { useEnvironment } from './environment-choice.tsx';

export interface ShownBundle {
  readonly environment: string;
  /** False: that environment has no active bundle. Unknown while it is asked for. */
  readonly isThere: boolean | undefined;
  readonly query: {
    readonly data: BundleDetail | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
}

/** With its operations. */
export function useBundle(org: string, source: Source, named: string | undefined): ShownBundle {
  const environment = useEnvironment(source);
  const active = useQuery({ ...activeBundleQuery(org, source.slug, environment), enabled: named === undefined });
  const id = named ?? active.data?.rows[0]?.id;
  const bundle = useQuery({ ...operationsQuery(org, id ?? ''), enabled: id !== undefined });
  const isThere = id !== undefined ? true : active.data === undefined ? undefined : false;
  const asked = id === undefined ? active : bundle;
  return { environment, isThere, query: { data: bundle.data, error: asked.error, refetch: () => asked.refetch() } };
}
