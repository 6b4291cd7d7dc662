// Who is told about one object: its rules, what is open now, and a rule more.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { incidentsQuery, rulesQuery } from '../api/alerts.ts';
import type { Rule, RuleTarget } from '../api/alerts.ts';
import { Button } from './button.tsx';
import { IncidentTable } from './incident-table.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleTable } from './rule-table.tsx';
import { RowsSkeleton } from './skeleton.tsx';

interface AlertRulesOfProps {
  readonly org: string;
  readonly target: RuleTarget;
  /** The server of a workflow or monitor: its rules watch the object too. */
  readonly serverId?: string | undefined;
  readonly canEdit: boolean;
}

const SHOWN = '100';

export function AlertRulesOf({ org, target, serverId, canEdit }: AlertRulesOfProps) {
  const [isAdding, setAdding] = useState(false);
  const own = useQuery(rulesQuery(org, { targetId: target.id, pageSize: SHOWN }));
  const ofServer =
    useQuery({ ...rulesQuery(org, { targetId: serverId, pageSize: SHOWN }), enabled: serverId !== undefined }).data?.rows ?? [];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <OpenIncidentsOf org={org} targetId={target.id} />
      <Panel
        title="Alert rules"
        flush
        actions={
          canEdit ? (
            <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => setAdding(true)}>
              New rule
            </Button>
          ) : undefined
        }
      >
        <Part name="alert rules" query={own} skeleton={<RowsSkeleton rows={2} />}>
          {({ rows }) => <RulesOf org={org} rules={[...rows, ...ofServer]} target={target} canEdit={canEdit} />}
        </Part>
      </Panel>
      {isAdding && <RuleDialog org={org} rule={null} target={target} onClose={() => setAdding(false)} />}
    </div>
  );
}

interface RulesOfProps {
  readonly org: string;
  readonly rules: readonly Rule[];
  readonly target: RuleTarget;
  readonly canEdit: boolean;
}

function RulesOf({ org, rules, target, canEdit }: RulesOfProps) {
  if (rules.length === 0) return <p className="px-4 py-4 text-sm text-muted">No rules: nobody is told when this {target.type} fails.</p>;
  const isMixed = rules.some(({ targetId }) => targetId !== target.id);
  return <RuleTable org={org} rules={rules} canEdit={canEdit} hasObject={isMixed} />;
}

/** Nothing where nothing is open. */
function OpenIncidentsOf({ org, targetId }: { readonly org: string; readonly targetId: string }) {
  const incidents = useQuery(incidentsQuery(org, { state: 'open', targetId }));
  if (incidents.data?.total === 0 || incidents.isPending) return null;
  return (
    <Panel title="Open incidents" flush>
      <Part name="open incidents" query={incidents} skeleton={<RowsSkeleton rows={1} />}>
        {({ rows }) => <IncidentTable org={org} incidents={rows} hasObject={false} />}
      </Part>
    </Panel>
  );
}
