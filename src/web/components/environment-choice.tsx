// Which environment of a source a tab shows; kept in the address.
import type { Source } from '../api/sources.ts';
import { DEFAULT_ENVIRONMENT } from '../api/sources.ts';
import { Choice } from './inputs.tsx';
import { usePage } from './use-page.ts';

/** The one of the address, or the one that is most likely meant. */
export function useEnvironment({ environments }: Pick<Source, 'environments'>): string {
  const { search } = usePage();
  const named = search['environment'] ?? '';
  if (named !== '') return named;
  return environments.includes(DEFAULT_ENVIRONMENT) ? DEFAULT_ENVIRONMENT : (environments[0] ?? DEFAULT_ENVIRONMENT);
}

export function EnvironmentChoice({ source }: { readonly source: Source }) {
  const { setSearch } = usePage();
  const environment = useEnvironment(source);
  const options = [...new Set([...source.environments, environment])].toSorted();
  if (options.length < 2) return null;
  return (
    <span className="w-36 max-md:flex-1">
      <Choice aria-label="Environment" value={environment} onChange={(event) => setSearch({ environment: event.target.value })}>
        {options.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Choice>
    </span>
  );
}
