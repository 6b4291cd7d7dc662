// Product MCPs: OpenAPI documents published as hosted MCP servers.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { paths } from '../api/paths.ts';
import { SOURCE_MODES, SOURCE_STATES, sourcesQuery } from '../api/sources.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { FilterChoice } from '../components/filter-choice.tsx';
import { NewSourceDialog } from '../components/new-source-dialog.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { Part } from '../components/part.tsx';
import { PendingApprovals } from '../components/pending-approvals.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { RowsSkeleton } from '../components/skeleton.tsx';
import { SourceTable } from '../components/source-table.tsx';
import { usePage } from '../components/use-page.ts';
import { MODE_WORDS, SOURCE_STATE_WORDS } from '../text/source-words.ts';

const NO_FILTER = { search: undefined, mode: undefined, state: undefined };

export function SourcesPage() {
  const { org, search, setSearch, go, may } = usePage();
  const { search: text, mode, state, page } = search;
  const [isAdding, setAdding] = useState(search['new'] === '1' && may('editor'));
  const sources = useQuery(sourcesQuery(org, { search: text, mode, state, page }));
  const isFiltered = [text, mode, state].some((value) => (value ?? '') !== '');
  const isEmpty = sources.data?.total === 0 && !isFiltered;
  const add = may('editor') ? (
    <Button look="primary" icon={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
      New source
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader
        title="Product MCPs"
        lead="An OpenAPI document, published as an MCP server that agents connect to."
        actions={
          isEmpty ? undefined : (
            <>
              <PendingApprovals org={org} />
              {add}
            </>
          )
        }
      />
      {!isEmpty && <SourceFilters />}
      <Part name="sources" query={sources} skeleton={<RowsSkeleton rows={6} />}>
        {(found) =>
          found.rows.length > 0 ? (
            <>
              <Panel flush>
                <SourceTable org={org} sources={found.rows} />
              </Panel>
              <Pager {...found} to={(next) => paths.sources(org, { ...search, page: next })} />
            </>
          ) : isFiltered ? (
            <EmptyState title="No source matches" actions={<Button onClick={() => setSearch(NO_FILTER)}>Clear filters</Button>} />
          ) : (
            <EmptyState title="Turn an OpenAPI document into an MCP server" actions={add}>
              Upload the document of your API, and agents get a hosted endpoint: one tool per operation, or two tools with which they write
              short scripts.
            </EmptyState>
          )
        }
      </Part>
      {isAdding && (
        <NewSourceDialog org={org} onClose={() => setAdding(false)} onOpen={(slug, tab) => go(paths.source(org, slug, { tab }))} />
      )}
    </>
  );
}

function SourceFilters() {
  const { search, setSearch } = usePage();
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      <SearchBox label="Search sources" value={search['search'] ?? ''} onSearch={(text) => setSearch({ search: text })} />
      <FilterChoice
        label="Mode"
        all="Any mode"
        value={search['mode'] ?? ''}
        options={SOURCE_MODES.map((mode) => [mode, MODE_WORDS[mode].word])}
        onChange={(mode) => setSearch({ mode })}
      />
      <FilterChoice
        label="State"
        all="Any state"
        value={search['state'] ?? ''}
        options={SOURCE_STATES.map((state) => [state, SOURCE_STATE_WORDS[state].word])}
        onChange={(state) => setSearch({ state })}
      />
    </div>
  );
}
