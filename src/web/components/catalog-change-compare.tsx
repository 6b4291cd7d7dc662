// Any two stored states of a catalog side by side.
import { useQuery } from '@tanstack/react-query';
import { catalogDiffQuery, snapshotsQuery } from '../api/servers.ts';
import type { Snapshot } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { exactTime } from '../text/relative-time.ts';
import { Button } from './button.tsx';
import { CatalogDiffView } from './catalog-diff-view.tsx';
import { Field } from './field.tsx';
import { Choice } from './inputs.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { TextSkeleton } from './skeleton.tsx';
import { usePage } from './use-page.ts';

interface CatalogChangeCompareProps {
  readonly org: string;
  readonly serverId: string;
}

export function CatalogChangeCompare({ org, serverId }: CatalogChangeCompareProps) {
  const snapshots = useQuery(snapshotsQuery(org, serverId));
  return (
    <Panel title="Compare two states">
      <Part name="snapshots" query={snapshots} skeleton={<TextSkeleton lines={2} />}>
        {({ rows }) =>
          rows.length < 2 ? (
            <p className="text-sm text-muted">
              {rows.length === 0
                ? 'The first sync stores the catalog.'
                : 'One state is stored; a later one that differs can be compared with it.'}
            </p>
          ) : (
            <Comparison org={org} serverId={serverId} snapshots={rows} />
          )
        }
      </Part>
    </Panel>
  );
}

interface ComparisonProps extends CatalogChangeCompareProps {
  readonly snapshots: readonly Snapshot[];
}

/** Nothing is asked for before a person has chosen: the newest difference stands above already. */
function Comparison({ org, serverId, snapshots }: ComparisonProps) {
  const { search, setSearch } = usePage();
  const [from, to] = [search['from'] ?? '', search['to'] ?? ''];
  const diff = useQuery(catalogDiffQuery(org, serverId, { from, to }));
  const state = (name: 'from' | 'to', label: string) => (
    <Field label={label}>
      {(control) => (
        <Choice {...control} value={search[name] ?? ''} onChange={(event) => setSearch({ [name]: event.target.value || undefined })}>
          <option value="">Choose a state</option>
          {snapshots.map(({ id, at, era, counts }) => (
            <option key={id} value={id}>
              {exactTime(at).slice(0, 16)} · {plural(counts.tools, 'tool')} · {era}
            </option>
          ))}
        </Choice>
      )}
    </Field>
  );
  return (
    <div className="grid gap-4">
      <div className="grid items-end gap-4 sm:grid-cols-[1fr_1fr_auto]">
        {state('from', 'Before')}
        {state('to', 'After')}
        <Button disabled={from === '' || to === ''} onClick={() => setSearch({ from: to, to: from })}>
          Swap
        </Button>
      </div>
      {from !== '' && to !== '' && (
        <Part name="the difference" query={diff} skeleton={<TextSkeleton />}>
          {(found) => <CatalogDiffView diff={found} />}
        </Part>
      )}
    </div>
  );
}
