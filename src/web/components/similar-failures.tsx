// Earlier runs of the same workflow that failed alike.
import type { SimilarFailure } from '../api/diagnosis.ts';
import { paths } from '../api/paths.ts';
import { plural } from '../text/amounts.ts';
import { exactTime } from '../text/relative-time.ts';
import { PageLink } from './page-link.tsx';
import { RunStatus } from './run-status.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

interface SimilarFailuresProps {
  readonly org: string;
  readonly failures: readonly SimilarFailure[];
}

export function SimilarFailures({ org, failures }: SimilarFailuresProps) {
  return (
    <ul className="grid gap-1.5 text-sm">
      {failures.map(({ runId, status, endedAt, classification, sharedCriteria }) => (
        <li key={runId} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <PageLink
            to={paths.run(org, runId)}
            className="hover:underline"
            aria-label={`Run that ended ${endedAt === null ? '' : exactTime(endedAt)}: ${status}`}
          >
            <RunStatus status={status} />
          </PageLink>
          <span className="text-muted">
            <TimeAgo at={endedAt} />
          </span>
          {classification !== null && <Tag>{classification}</Tag>}
          {sharedCriteria.length > 0 && (
            <span className="text-faint">{plural(sharedCriteria.length, 'failing criterion', 'failing criteria')} in common</span>
          )}
        </li>
      ))}
    </ul>
  );
}
