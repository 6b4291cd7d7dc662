// Settings, audit log: every change, who made it and what it was before.
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { auditExportUrl, auditLogQuery } from '../api/audit.ts';
import type { AuditFilter } from '../api/audit.ts';
import type { Search } from '../api/location.ts';
import { paths } from '../api/paths.ts';
import { AuditEntryRow } from '../components/audit-entry-row.tsx';
import { AUDIT_FILTERS, AuditFilters } from '../components/audit-filters.tsx';
import { Button, DownloadLink } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { NotAllowed } from '../components/not-allowed.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';
import { startOfDay } from '../text/audit-words.ts';

export function AuditPage() {
  const { may } = usePage();
  return may('admin') ? (
    <AuditLog />
  ) : (
    <>
      <PageHeader title="Audit log" />
      <NotAllowed needs="admin" />
    </>
  );
}

function AuditLog() {
  const { org, search, setSearch } = usePage();
  const filter = filterOf(search);
  const entries = useQuery(auditLogQuery(org, { ...filter, page: search['page'] }));
  const isFiltered = AUDIT_FILTERS.some((name) => (search[name] ?? '') !== '');
  return (
    <>
      <PageHeader
        title="Audit log"
        lead="Every change, with what stood there before. Kept 400 days; nobody can alter it."
        actions={
          <DownloadLink href={auditExportUrl(org, filter)} icon={<Download size={14} aria-hidden="true" />}>
            Export JSON
          </DownloadLink>
        }
      />
      <AuditFilters />
      <Part name="the audit log" query={entries} skeleton={<RowsSkeleton rows={10} />}>
        {(found) =>
          found.rows.length === 0 ? (
            isFiltered ? (
              <EmptyState
                title="No entry matches"
                actions={
                  <Button onClick={() => setSearch(Object.fromEntries(AUDIT_FILTERS.map((name) => [name, undefined])))}>
                    Clear filters
                  </Button>
                }
              />
            ) : (
              <EmptyState title="Nothing recorded yet">Sign-ins, changes of settings, servers and workflows appear here.</EmptyState>
            )
          ) : (
            <>
              <Panel flush>
                <ul aria-label="Entries, newest first" className="divide-y divide-line">
                  {found.rows.map((entry) => (
                    <AuditEntryRow key={entry.id} org={org} entry={entry} />
                  ))}
                </ul>
              </Panel>
              <Pager {...found} to={(page) => paths.audit(org, { ...search, page })} />
            </>
          )
        }
      </Part>
    </>
  );
}

/** Both days of the range belong to it. */
const filterOf = (search: Search): AuditFilter => ({
  actorId: search['actorId'],
  objectType: search['objectType'],
  objectId: search['objectId'],
  action: search['action'],
  after: startOfDay(search['from']),
  before: startOfDay(search['to'], 1),
});
