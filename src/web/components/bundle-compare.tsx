// How one bundle differs from another of the same source.
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import { bundleDiffQuery } from '../api/bundles.ts';
import { paths } from '../api/paths.ts';
import type { Source } from '../api/sources.ts';
import { ApiDiffView } from './api-diff-view.tsx';
import { shortId } from './bundle-table.tsx';
import { ButtonLink } from './button.tsx';
import { PageLink } from './page-link.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';

interface BundleCompareProps {
  readonly org: string;
  readonly source: Source;
  readonly bundleId: string;
  /** The older one, as a rule. */
  readonly against: string;
}

export function BundleCompare({ org, source, bundleId, against }: BundleCompareProps) {
  const diff = useQuery(bundleDiffQuery(org, bundleId, against));
  const at = (bundle: string, other?: string): string => paths.source(org, source.slug, { tab: 'bundles', bundle, against: other });
  return (
    <div className="grid gap-4">
      <PageLink to={at(bundleId)} className="link justify-self-start text-sm">
        Back to the bundle
      </PageLink>
      <Panel
        title="Difference"
        hint={
          <>
            from{' '}
            <PageLink to={at(against)} className="link data">
              {shortId(against)}
            </PageLink>{' '}
            to{' '}
            <PageLink to={at(bundleId)} className="link data">
              {shortId(bundleId)}
            </PageLink>
          </>
        }
        actions={
          <ButtonLink to={at(against, bundleId)} icon={<ArrowLeftRight size={14} aria-hidden="true" />}>
            Other way round
          </ButtonLink>
        }
      >
        <Part name="the difference" query={diff} skeleton={<RowsSkeleton rows={4} />}>
          {(found) => <ApiDiffView diff={found} />}
        </Part>
      </Panel>
    </div>
  );
}
