// What part of the audit log is shown: kept in the address of the page.
import { useQuery } from '@tanstack/react-query';
import { keysQuery } from '../api/keys.ts';
import { membersQuery } from '../api/members.ts';
import { OBJECT_WORDS, objectWord } from '../text/audit-words.ts';
import { Button } from './button.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { TextInput } from './inputs.tsx';
import { SearchBox } from './search-box.tsx';
import { usePage } from './use-page.ts';

export const AUDIT_FILTERS = ['actorId', 'objectType', 'objectId', 'action', 'from', 'to'] as const;

type Option = readonly [value: string, label: string];

export function AuditFilters() {
  const { search, setSearch } = usePage();
  const actors = useActors();
  const objectTypes = Object.entries(OBJECT_WORDS);
  const objectId = search['objectId'] ?? '';
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox
        label="Action, such as workflow.update"
        value={search['action'] ?? ''}
        onSearch={(text) => setSearch({ action: text.trim() === '' ? undefined : text.trim() })}
      />
      <FilterChoice
        label="Actor"
        all="Anyone"
        value={search['actorId'] ?? ''}
        options={withCurrent(actors, search['actorId'])}
        onChange={(actorId) => setSearch({ actorId })}
      />
      <FilterChoice
        label="Object"
        all="Any object"
        value={search['objectType'] ?? ''}
        options={withCurrent(objectTypes, search['objectType'], objectWord)}
        onChange={(objectType) => setSearch({ objectType, objectId: undefined })}
      />
      <div className="flex flex-wrap gap-2 max-md:basis-full">
        <DayInput label="From" value={search['from']} onChange={(from) => setSearch({ from })} />
        <DayInput label="To" value={search['to']} onChange={(to) => setSearch({ to })} />
      </div>
      {objectId !== '' && (
        <Button look="quiet" onClick={() => setSearch({ objectId: undefined })}>
          All objects, not only <span className="data max-w-40 truncate">{objectId}</span>
        </Button>
      )}
    </div>
  );
}

interface DayInputProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}

/** A day in UTC, as all times of the dashboard. */
function DayInput({ label, value = '', onChange }: DayInputProps) {
  return (
    <label className="inline-flex items-center gap-1.5 text-sm text-muted max-md:flex-1 max-md:basis-36">
      {label}
      <TextInput
        type="date"
        value={value}
        title="Day in UTC"
        className="w-auto max-md:flex-1"
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      />
    </label>
  );
}

function useActors(): readonly Option[] {
  const { org } = usePage();
  const members = useQuery(membersQuery(org)).data?.rows ?? [];
  const keys = useQuery(keysQuery(org)).data?.rows ?? [];
  return [...members.map(({ userId, name }): Option => [userId, name]), ...keys.map(({ id, name }): Option => [id, `Key ${name}`])];
}

/** Somebody who has left can still be looked for. */
function withCurrent(options: readonly Option[], current: string | undefined, word = (value: string) => value): readonly Option[] {
  if (current === undefined || current === '' || options.some(([value]) => value === current)) return options;
  return [...options, [current, word(current)]];
}
