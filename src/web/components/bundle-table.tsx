// Bundles as rows, newest first; cards on a narrow screen.
import type { Bundle } from '../api/bundles.ts';
import { paths } from '../api/paths.ts';
import type { Source } from '../api/sources.ts';
import { count } from '../text/amounts.ts';
import { BundleActions } from './bundle-actions.tsx';
import { BundleOrigin } from './bundle-origin.tsx';
import { BundleStateBadge } from './bundle-state-badge.tsx';
import { PageLink } from './page-link.tsx';
import { TimeAgo } from './time-ago.tsx';

interface BundleTableProps {
  readonly org: string;
  readonly source: Source;
  readonly bundles: readonly Bundle[];
}

export function BundleTable({ org, source, bundles }: BundleTableProps) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">Bundle</th>
          <th scope="col">Environment</th>
          <th scope="col">State</th>
          <th scope="col" className="text-end">
            Operations
          </th>
          <th scope="col">Commit</th>
          <th scope="col">Uploaded</th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {bundles.map((bundle) => (
          <tr key={bundle.id} className="relative">
            <td className="lead">
              <PageLink
                to={paths.source(org, source.slug, { tab: 'bundles', bundle: bundle.id })}
                keepScroll
                className="data text-xs font-medium break-all after:absolute after:inset-0"
              >
                {shortId(bundle.id)}
              </PageLink>
            </td>
            <td data-label="Environment">{bundle.environment}</td>
            <td data-label="State" className="snug">
              <BundleStateBadge bundle={bundle} />
            </td>
            <td data-label="Operations" className="num">
              {count(bundle.operationCount)}
            </td>
            <td data-label="Commit" className="md:max-w-64">
              <BundleOrigin bundle={bundle} />
            </td>
            <td data-label="Uploaded" className="snug text-muted">
              <TimeAgo at={bundle.createdAt} />
            </td>
            <td className="act relative text-end">
              <BundleActions org={org} bundle={bundle} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SHOWN_CHARS = 12;

/** Enough to tell one from another; the whole id stands on its page. */
export const shortId = (id: string): string => (id.length > SHOWN_CHARS + 4 ? `${id.slice(0, 4)}…${id.slice(-(SHOWN_CHARS - 4))}` : id);
