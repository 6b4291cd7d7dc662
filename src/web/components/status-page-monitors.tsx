// Which monitors the world sees, in which order, and under which label.
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useState } from 'react';
import { monitorsQuery } from '../api/monitors.ts';
import { IconButton } from './button.tsx';
import { Field, FieldError } from './field.tsx';
import { firstErrorUnder } from './form-errors.ts';
import type { Errors } from './form-errors.ts';
import { TextInput } from './inputs.tsx';
import { RulePickList } from './rule-pick-list.tsx';
import { MAX_MONITORS, moved } from './status-page-draft.ts';
import type { StatusPageMonitor } from './status-page-draft.ts';
import { useDelayed } from './use-delayed.ts';

interface StatusPageMonitorsProps {
  readonly org: string;
  readonly monitors: readonly StatusPageMonitor[];
  readonly errors: Errors;
  readonly onChange: (monitors: readonly StatusPageMonitor[]) => void;
}

export function StatusPageMonitors({ org, monitors, errors, onChange }: StatusPageMonitorsProps) {
  const listError = errors['monitors'];
  return (
    <div className="grid gap-4">
      {monitors.length === 0 && <p className="text-sm text-muted">No monitor is on the page yet.</p>}
      <ol className="grid gap-2">
        {monitors.map((monitor, index) => (
          <li key={monitor.monitorId} className="flex flex-wrap items-start gap-x-3 gap-y-1 rounded-md border border-line px-3 py-2">
            <Field
              label={`Label of ${monitor.monitorName}`}
              isLabelHidden
              error={firstErrorUnder(errors, `monitors[${index}]`)}
              hint={monitor.monitorName}
              className="min-w-0 flex-1 basis-52"
            >
              {(control) => (
                <TextInput
                  {...control}
                  maxLength={80}
                  value={monitor.label}
                  onChange={(event) => onChange(monitors.map((row) => (row === monitor ? { ...monitor, label: event.target.value } : row)))}
                />
              )}
            </Field>
            <span className="flex gap-0.5">
              <IconButton label={`Move ${monitor.label} up`} disabled={index === 0} onClick={() => onChange(moved(monitors, index, -1))}>
                <ArrowUp size={14} aria-hidden="true" />
              </IconButton>
              <IconButton
                label={`Move ${monitor.label} down`}
                disabled={index === monitors.length - 1}
                onClick={() => onChange(moved(monitors, index, 1))}
              >
                <ArrowDown size={14} aria-hidden="true" />
              </IconButton>
              <IconButton label={`Take ${monitor.label} off the page`} onClick={() => onChange(monitors.filter((row) => row !== monitor))}>
                <X size={14} aria-hidden="true" />
              </IconButton>
            </span>
          </li>
        ))}
      </ol>
      {listError !== undefined && <FieldError>{listError}</FieldError>}
      {monitors.length < MAX_MONITORS && <AddMonitor org={org} monitors={monitors} onChange={onChange} />}
    </div>
  );
}

const PAUSE_MS = 250;
const SHOWN = 20;

function AddMonitor({ org, monitors, onChange }: Omit<StatusPageMonitorsProps, 'errors'>) {
  const [search, setSearch] = useState('');
  const found = useQuery({
    ...monitorsQuery(org, { search: useDelayed(search, PAUSE_MS), pageSize: String(SHOWN + monitors.length), sort: 'name' }),
    refetchInterval: false,
  }).data;
  const shown = new Set(monitors.map(({ monitorId }) => monitorId));
  const others = found?.rows.filter(({ id }) => !shown.has(id)).slice(0, SHOWN);
  return (
    <RulePickList
      label="Add a monitor"
      isAction
      chosen={undefined}
      search={search}
      onSearch={setSearch}
      rows={others?.map(({ id, name, mcpServerName }) => ({ id, name, note: mcpServerName }))}
      none={found?.total === 0 && search === '' ? 'There are no monitors yet.' : 'No other monitor is called that.'}
      onPick={({ id, name }) => onChange([...monitors, { monitorId: id, label: name.slice(0, 80), monitorName: name }])}
      foot={`At most ${MAX_MONITORS}. The label is public, the name of the monitor is not.`}
    />
  );
}
