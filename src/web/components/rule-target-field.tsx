// What a rule watches: a kind of object, and one of them by search.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleTarget, RuleTargetType } from '../api/alerts.ts';
import { monitorsQuery } from '../api/monitors.ts';
import { serversQuery } from '../api/servers.ts';
import { workflowsQuery } from '../api/workflows.ts';
import { TARGET_WORDS } from '../text/alert-words.ts';
import { Field } from './field.tsx';
import { Choice } from './inputs.tsx';
import { RulePickList } from './rule-pick-list.tsx';
import type { PickRow } from './rule-pick-list.tsx';
import { useDelayed } from './use-delayed.ts';

interface RuleTargetFieldProps {
  readonly org: string;
  readonly target: RuleTarget | undefined;
  readonly error: string | undefined;
  readonly onChange: (target: RuleTarget | undefined) => void;
}

const PAUSE_MS = 250;
const SHOWN = 20;

export function RuleTargetField({ org, target, error, onChange }: RuleTargetFieldProps) {
  const [type, setType] = useState<RuleTargetType>(target?.type ?? 'workflow');
  const [search, setSearch] = useState('');
  const found = useTargets(org, type, useDelayed(search, PAUSE_MS));
  return (
    <div className="grid gap-4 sm:grid-cols-[9rem_1fr]">
      <Field label="Watches a">
        {(control) => (
          <Choice
            {...control}
            value={type}
            onChange={(event) => {
              setType(event.target.value as RuleTargetType);
              setSearch('');
              onChange(undefined);
            }}
          >
            {Object.entries(TARGET_WORDS).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <RulePickList
        key={type}
        label={TARGET_WORDS[type]}
        chosen={target}
        search={search}
        onSearch={setSearch}
        rows={found?.rows}
        error={error}
        onPick={({ id, name }) => onChange({ type, id, name })}
        foot={footOf(type, found)}
      />
    </div>
  );
}

interface Found {
  readonly rows: readonly PickRow[];
  readonly total: number;
}

function footOf(type: RuleTargetType, found: Found | undefined): string | undefined {
  if (found !== undefined && found.total > found.rows.length) return `${found.rows.length} of ${found.total}: search for the others.`;
  return type === 'server' ? 'Each workflow and monitor of that server, and breaking changes of its catalog.' : undefined;
}

/** Undefined while they are loaded; only the kind that is asked for is. */
function useTargets(org: string, type: RuleTargetType, search: string): Found | undefined {
  const filter = { search, pageSize: String(SHOWN) };
  const workflows = useQuery({ ...workflowsQuery(org, filter), enabled: type === 'workflow' }).data;
  const monitors = useQuery({ ...monitorsQuery(org, filter), enabled: type === 'monitor', refetchInterval: false }).data;
  const servers = useQuery({ ...serversQuery(org), enabled: type === 'server' }).data;
  if (type === 'workflow') return workflows && { rows: workflows.rows.map(({ id, name }) => ({ id, name })), total: workflows.total };
  if (type === 'monitor')
    return (
      monitors && { rows: monitors.rows.map(({ id, name, mcpServerName }) => ({ id, name, note: mcpServerName })), total: monitors.total }
    );
  const wanted = servers?.rows.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  return wanted && { rows: wanted.slice(0, SHOWN).map(({ id, name }) => ({ id, name })), total: wanted.length };
}
