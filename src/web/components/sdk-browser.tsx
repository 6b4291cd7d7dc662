// What a source offers: its operations by group, searched by name, path or words, each with its signature and an example.
import { useMemo } from 'react';
import type { BundleDetail, OperationMap } from '../api/bundles.ts';
import { paths } from '../api/paths.ts';
import type { Source } from '../api/sources.ts';
import { count, plural } from '../text/amounts.ts';
import { visibleText } from '../text/visible-text.ts';
import { shortId } from './bundle-table.tsx';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { EnvironmentChoice } from './environment-choice.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { OperationRow } from './operation-row.tsx';
import { PageLink } from './page-link.tsx';
import { Part } from './part.tsx';
import { EXCLUDED, groupsOf, listedOperations, matching, tagsOf } from './sdk-listing.ts';
import type { Listed } from './sdk-listing.ts';
import { SearchBox } from './search-box.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { useBundle } from './use-bundle.ts';
import { usePage } from './use-page.ts';

export function SdkBrowser({ org, source }: { readonly org: string; readonly source: Source }) {
  const { search } = usePage();
  const named = (search['bundle'] ?? '') === '' ? undefined : search['bundle'];
  const { environment, isThere, query } = useBundle(org, source, named);
  if (isThere === false) return <NothingActive source={source} environment={environment} />;
  return (
    <>
      {named !== undefined && (
        <p className="mb-4 text-sm text-muted">
          Of the bundle <span className="data">{shortId(named)}</span>.{' '}
          <PageLink to={paths.source(org, source.slug, { tab: 'sdk' })} className="link">
            Show what is active
          </PageLink>
        </p>
      )}
      <Part name="the operations" query={query} skeleton={<RowsSkeleton rows={10} />}>
        {(bundle) =>
          bundle.operationMap === null || bundle.operationMap === undefined ? (
            <EmptyState title="Nothing was compiled">This bundle has no operations: its document does not compile.</EmptyState>
          ) : (
            <Operations source={source} bundle={bundle} map={bundle.operationMap} />
          )
        }
      </Part>
    </>
  );
}

export function NothingActive({ source, environment }: { readonly source: Source; readonly environment: string }) {
  return (
    <>
      <div className="mb-4 flex gap-2">
        <EnvironmentChoice source={source} />
      </div>
      <EmptyState title="No active bundle">
        {source.mode === 'tools'
          ? 'Upload the API docs; each operation becomes a tool.'
          : `${environment} has no active bundle. Upload a document, then promote its bundle.`}
      </EmptyState>
    </>
  );
}

interface OperationsProps {
  readonly source: Source;
  readonly bundle: BundleDetail;
  readonly map: OperationMap;
}

function Operations({ source, bundle, map }: OperationsProps) {
  const { search, setSearch } = usePage();
  const all = useMemo(() => listedOperations(map, bundle.manifest?.policy ?? []), [map, bundle.manifest]);
  const tags = useMemo(() => tagsOf(all), [all]);
  const { q: text = '', tag = '', state = '', operation } = search;
  const found = useMemo(() => matching(all, { text, tag, state }), [all, text, tag, state]);
  const isFiltered = [text, tag, state].some((value) => value !== '');
  return (
    <>
      <div className="mb-2 flex flex-wrap gap-2">
        <EnvironmentChoice source={source} />
        <SearchBox label="Search operations" value={text} onSearch={(next) => setSearch({ q: next })} />
        {tags.length > 1 && (
          <FilterChoice
            label="Group"
            all="All groups"
            value={tag}
            options={tags.map((one) => [one, one])}
            onChange={(next) => setSearch({ tag: next })}
          />
        )}
        <FilterChoice
          label="Offered"
          all="All"
          value={state}
          options={stateOptions(source)}
          onChange={(next) => setSearch({ state: next })}
        />
      </div>
      <p className="mb-4 text-sm text-faint" role="status">
        {isFiltered ? `${count(found.length)} of ${plural(all.length, 'operation')}` : plural(all.length, 'operation')} ·{' '}
        {visibleText(map.info.title)} {visibleText(map.info.version)}
      </p>
      {found.length === 0 ? (
        <EmptyState
          title="No operation matches"
          actions={<Button onClick={() => setSearch({ q: undefined, tag: undefined, state: undefined })}>Clear filters</Button>}
        />
      ) : (
        <Groups found={found} openId={operation} source={source} clientName={bundle.manifest?.clientName ?? 'client'} />
      )}
    </>
  );
}

const stateOptions = ({ mode }: Source): readonly (readonly [string, string])[] =>
  mode === 'tools'
    ? [
        ['allow', 'Offered'],
        [EXCLUDED, 'Excluded'],
      ]
    : [
        ['allow', 'Allowed'],
        ['ask', 'Asks a person'],
        ['block', 'Blocked'],
        [EXCLUDED, 'Excluded'],
      ];

interface GroupsProps {
  readonly found: readonly Listed[];
  readonly openId: string | undefined;
  readonly source: Source;
  readonly clientName: string;
}

/** More than anybody scrolls through, and few enough to draw. */
const SHOWN = 400;

function Groups({ found, openId, source, clientName }: GroupsProps) {
  const groups = groupsOf(found.slice(0, SHOWN));
  return (
    <div className="grid gap-6">
      {groups.map(([tag, members]) => (
        <section key={tag} aria-label={tag} className="min-w-0">
          <h2 className="eyebrow mb-1.5">
            {visibleText(tag)} <span className="ps-1">{members.length}</span>
          </h2>
          <ul className="light-rows divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
            {members.map((listed) => (
              <OperationRow
                key={listed.operationId}
                listed={listed}
                mode={source.mode}
                clientName={clientName}
                isOpenAtFirst={listed.operationId === openId}
              />
            ))}
          </ul>
        </section>
      ))}
      {found.length > SHOWN && (
        <p className="text-sm text-muted">
          The first {SHOWN} of {count(found.length)}. Add a word to find the others.
        </p>
      )}
    </div>
  );
}
