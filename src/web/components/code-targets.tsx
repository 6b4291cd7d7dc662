// Where the calls of a source, and its secrets with them, go in mode code: to be seen before an admin switches to it, because in
// mode tools editors say where.
import type { Source } from '../api/sources.ts';
import { visibleText } from '../text/visible-text.ts';
import { useActiveBundles } from './use-active-bundles.ts';

interface CodeTargetsProps {
  readonly org: string;
  readonly source: Source;
}

export function CodeTargets({ org, source }: CodeTargetsProps) {
  const targets = useActiveBundles(org, source).flatMap(({ environment, manifest }) => {
    const url = manifest?.baseUrls[environment] ?? source.baseUrl;
    return url ? [{ environment, url }] : [];
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
