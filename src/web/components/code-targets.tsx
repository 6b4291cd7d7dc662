// Where the calls of a source, and its secrets with them, go in mode code: to be seen before an admin switches to it, because in
// mode tools editors say where.
import { useQueries } from '@tanstack/react-query';
import { activeBundleQuery, bundleQuery } from '../api/bundles.ts';
import type { Source } from '../api/sources.ts';
import { visibleText } from '../text/visible-text.ts';

interface CodeTargetsProps {
  readonly org: string;
  readonly source: Source;
}

export function CodeTargets({ org, source }: CodeTargetsProps) {
  const active = useQueries({
    queries: source.environments.map((environment) => activeBundleQuery(org, source.slug, environment)),
  });
  const ids = active.flatMap(({ data }) => data?.rows.map(({ id }) => id) ?? []);
  const bundles = useQueries({ queries: ids.map((id) => bundleQuery(org, id)) });
  const targets = bundles.flatMap(({ data }) => {
    const url = data && (data.manifest?.baseUrls[data.environment] ?? source.baseUrl);
    return data && url ? [{ environment: data.environment, url }] : [];
  });
  if (targets.length === 0) return undefined;
  return (
    <div className="mt-2">
      <p>Scripts then call the API with the secrets of this source, at</p>
      <ul className="mt-1 grid gap-1">
        {targets.map(({ environment, url }) => (
          <li key={environment}>
            {visibleText(environment)}: <span className="data break-all text-ink">{visibleText(url)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
