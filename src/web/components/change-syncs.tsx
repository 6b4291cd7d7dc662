// Every contact that read the catalog, or tried to: why, how it went, what it brought.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { syncsQuery } from '../api/changes.ts';
import type { ServerSync } from '../api/changes.ts';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { TRIGGER_WORDS } from '../text/finding-words.ts';
import { Badge } from './badge.tsx';
import { Pager } from './pager.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';
import { usePage } from './use-page.ts';

interface ChangeSyncsProps {
  readonly org: string;
  readonly serverId: string;
  readonly actions?: ReactNode;
}

export function ChangeSyncs({ org, serverId, actions }: ChangeSyncsProps) {
  const { search } = usePage();
  const syncs = useQuery(syncsQuery(org, serverId, search['syncs']));
  return (
    <Panel title="Syncs" hint="The newest 100" actions={actions} flush>
      <Part name="syncs" query={syncs} skeleton={<RowsSkeleton rows={4} />}>
        {(found) =>
          found.rows.length === 0 ? (
            <p className="px-4 py-4 text-sm text-muted">The catalog has not been read yet.</p>
          ) : (
            <>
              <ul className="divide-y divide-line">
                {found.rows.map((sync) => (
                  <SyncRow key={sync.id} sync={sync} />
                ))}
              </ul>
              {found.total > found.pageSize && (
                <div className="border-t border-line px-4 pb-3">
                  <Pager {...found} to={(page) => paths.server(org, serverId, { ...search, syncs: page })} />
                </div>
              )}
            </>
          )
        }
      </Part>
    </Panel>
  );
}

function SyncRow({ sync }: { readonly sync: ServerSync }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-2 text-sm">
      <span className="basis-32">
        <SyncOutcome sync={sync} />
      </span>
      <span className="text-muted">{TRIGGER_WORDS[sync.trigger]}</span>
      {sync.era !== null && <Tag>{sync.era}</Tag>}
      {sync.serverVersion !== null && <span className="data break-all text-xs text-muted">{sync.serverVersion}</span>}
      {sync.findings.length > 0 && <span className="text-muted">{plural(sync.findings.length, 'finding')}</span>}
      <span className="ms-auto text-muted">
        <TimeAgo at={sync.at} />
      </span>
      {sync.error !== null && (
        <span className="basis-full break-words text-muted">
          <span className="data text-xs">
            {sync.error.code}
            {sync.error.httpStatus === undefined ? '' : ` · HTTP ${sync.error.httpStatus}`}
          </span>{' '}
          {sync.error.message}
        </span>
      )}
    </li>
  );
}

function SyncOutcome({ sync: { ok, changed } }: { readonly sync: ServerSync }) {
  if (!ok) return <Badge tone="error">Failed</Badge>;
  return changed ? <Badge tone="partial">Changed</Badge> : <Badge tone="pass">Unchanged</Badge>;
}
