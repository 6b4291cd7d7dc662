// Servers: one card each, and a way to connect another.
import { useQuery } from '@tanstack/react-query';
import { FileDown, Plus } from 'lucide-react';
import { useState } from 'react';
import { coveragePercentsQuery } from '../api/coverage.ts';
import { paths } from '../api/paths.ts';
import { serversQuery } from '../api/servers.ts';
import type { ServerRow } from '../api/servers.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterChoice } from '../components/filter-choice.tsx';
import { GrantBanners } from '../components/grant-banner.tsx';
import { ImportDialog } from '../components/import-dialog.tsx';
import { NewServerDialog } from '../components/new-server-dialog.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Part } from '../components/part.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { ServerCard, whereOf } from '../components/server-card.tsx';
import { CardsSkeleton } from '../components/skeleton.tsx';
import { usePage } from '../components/use-page.ts';

export function ServersPage() {
  const { org, search, setSearch, go, may } = usePage();
  const [isAdding, setAdding] = useState(search['new'] === '1');
  const [isImporting, setImporting] = useState(false);
  const servers = useQuery(serversQuery(org));
  const all = servers.data?.rows ?? [];
  const coverage = useQuery(
    coveragePercentsQuery(
      org,
      all.map(({ id }) => id),
    ),
  ).data;
  const environments = [...new Set(all.map(({ environment }) => environment))].toSorted();
  const shown = all.filter((server) => isWanted(server, search));
  const addButtons = (
    <>
      <Button icon={<FileDown size={15} aria-hidden="true" />} onClick={() => setImporting(true)}>
        Import
      </Button>
      <Button look="primary" icon={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
        New server
      </Button>
    </>
  );

  return (
    <>
      <PageHeader title="Servers" lead="The MCP endpoints under test." actions={may('editor') && all.length > 0 ? addButtons : undefined} />
      {all.length > 0 && (
        <div className="mb-4 flex flex-wrap gap-2">
          <SearchBox label="Search servers" value={search['search'] ?? ''} onSearch={(text) => setSearch({ search: text })} />
          {environments.length > 1 && (
            <FilterChoice
              label="Environment"
              all="All environments"
              value={search['environment'] ?? ''}
              options={environments.map((environment) => [environment, environment])}
              onChange={(environment) => setSearch({ environment })}
            />
          )}
        </div>
      )}
      {all
        .filter(({ health }) => health === 'auth_failed')
        .map(({ id, name }) => (
          <GrantBanners key={id} org={org} serverId={id} serverName={name} canConnect={may('editor')} />
        ))}
      <Part name="servers" query={servers} skeleton={<CardsSkeleton />}>
        {() =>
          all.length === 0 ? (
            <EmptyState title="Connect your first MCP server" actions={may('editor') ? addButtons : undefined}>
              Give its URL and credential. Armature connects, reads the tools, and tells you exactly what is wrong if it cannot.
            </EmptyState>
          ) : shown.length === 0 ? (
            <EmptyState
              title="No server matches"
              actions={<Button onClick={() => setSearch({ search: undefined, environment: undefined })}>Clear filters</Button>}
            />
          ) : (
            <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
              {shown.map((server) => (
                <ServerCard key={server.id} server={server} to={paths.server(org, server.id)} coveragePercent={coverage?.get(server.id)} />
              ))}
            </div>
          )
        }
      </Part>
      {isImporting && <ImportDialog org={org} onClose={() => setImporting(false)} />}
      <NewServerDialog
        org={org}
        isOpen={isAdding}
        onClose={() => setAdding(false)}
        onCreated={(server, profile) => go(paths.server(org, server.id, profile === undefined ? {} : { tab: 'auth', connect: profile.id }))}
      />
    </>
  );
}

function isWanted(server: ServerRow, search: Readonly<Record<string, string | undefined>>): boolean {
  const text = (search['search'] ?? '').toLowerCase();
  const environment = search['environment'] ?? '';
  return `${server.name} ${whereOf(server)}`.toLowerCase().includes(text) && (environment === '' || server.environment === environment);
}
