// The bundles of a source: what each upload became, which is active, and how any two differ.
import { useQuery } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { BUNDLE_STATES, bundlesQuery } from '../api/bundles.ts';
import { paths } from '../api/paths.ts';
import type { Source } from '../api/sources.ts';
import { BUNDLE_STATE_WORDS } from '../text/source-words.ts';
import { BundleCompare } from './bundle-compare.tsx';
import { BundleDetails } from './bundle-details.tsx';
import { BundleTable } from './bundle-table.tsx';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterChoice } from './filter-choice.tsx';
import { Pager } from './pager.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { UploadDialog } from './upload-dialog.tsx';
import { usePage } from './use-page.ts';

export function BundleList({ org, source }: { readonly org: string; readonly source: Source }) {
  const { search, setSearch, may } = usePage();
  const [isUploading, setUploading] = useState(false);
  const { environment, state, page, bundle, against } = search;
  const bundles = useQuery(bundlesQuery(org, { source: source.slug, environment, state, page }));
  const isFiltered = [environment, state].some((value) => (value ?? '') !== '');
  const environments = [...new Set([...source.environments, ...(bundles.data?.rows ?? []).map((row) => row.environment)])].toSorted();
  if (bundle !== undefined && against !== undefined) return <BundleCompare org={org} source={source} bundleId={bundle} against={against} />;
  if (bundle !== undefined) return <BundleDetails org={org} source={source} bundleId={bundle} />;
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-2">
        <FilterChoice
          label="Environment"
          all="All environments"
          value={environment ?? ''}
          options={[...new Set([...environments, ...(environment ? [environment] : [])])].map((one) => [one, one])}
          onChange={(next) => setSearch({ environment: next })}
        />
        <FilterChoice
          label="State"
          all="Any state"
          value={state ?? ''}
          options={BUNDLE_STATES.map((one) => [one, BUNDLE_STATE_WORDS[one].word])}
          onChange={(next) => setSearch({ state: next })}
        />
        {may('editor') && (
          <span className="ms-auto">
            <Button look="primary" icon={<FileUp size={14} aria-hidden="true" />} onClick={() => setUploading(true)}>
              Upload a document
            </Button>
          </span>
        )}
      </div>
      <Part name="bundles" query={bundles} skeleton={<RowsSkeleton rows={6} />}>
        {(found) =>
          found.rows.length > 0 ? (
            <>
              <Panel flush>
                <BundleTable org={org} source={source} bundles={found.rows} />
              </Panel>
              <Pager {...found} to={(next) => paths.source(org, source.slug, { ...search, page: next })} />
            </>
          ) : isFiltered ? (
            <EmptyState
              title="No bundle matches"
              actions={<Button onClick={() => setSearch({ environment: undefined, state: undefined })}>Clear filters</Button>}
            />
          ) : (
            <EmptyState title="No bundles yet">
              Upload a document here, or from your pipeline with{' '}
              <code className="data">armature bundle push openapi.yaml --source {source.slug}</code>.
            </EmptyState>
          )
        }
      </Part>
      {isUploading && <UploadDialog org={org} source={source} environment={environment} onClose={() => setUploading(false)} />}
    </>
  );
}
