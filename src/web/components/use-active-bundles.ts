// The bundles that agents get now, one of each environment that has one, with their manifests. Those not read yet are left out.
import { useQueries } from '@tanstack/react-query';
import { activeBundleQuery, bundleQuery } from '../api/bundles.ts';
import type { BundleDetail } from '../api/bundles.ts';
import type { Source } from '../api/sources.ts';

export function useActiveBundles(org: string, source: Source): readonly BundleDetail[] {
  const active = useQueries({
    queries: source.environments.map((environment) => activeBundleQuery(org, source.slug, environment)),
  });
  const ids = active.flatMap(({ data }) => data?.rows.map(({ id }) => id) ?? []);
  const bundles = useQueries({ queries: ids.map((id) => bundleQuery(org, id)) });
  return bundles.flatMap(({ data }) => data ?? []);
}
