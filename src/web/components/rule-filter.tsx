// Narrows a list down to one rule; the choice stands in the address.
import { useQuery } from '@tanstack/react-query';
import { rulesQuery } from '../api/alerts.ts';
import { FilterChoice } from './filter-choice.tsx';
import { usePage } from './use-page.ts';

const SHOWN = '100';

export function RuleFilter({ org }: { readonly org: string }) {
  const { search, setSearch } = usePage();
  const rules = useQuery(rulesQuery(org, { sort: 'name', pageSize: SHOWN })).data?.rows ?? [];
  const chosen = search['rule'] ?? '';
  const known = rules.map(({ id, name }) => [id, name] as const);
  // One that is not among the first hundred, or still to come.
  const isUnknown = chosen !== '' && rules.every(({ id }) => id !== chosen);
  return (
    <FilterChoice
      label="Rule"
      all="All rules"
      value={chosen}
      options={isUnknown ? [...known, [chosen, 'The chosen rule'] as const] : known}
      onChange={(rule) => setSearch({ rule })}
    />
  );
}
