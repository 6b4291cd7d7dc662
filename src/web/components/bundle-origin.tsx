// Where a bundle came from, as its uploader says: commit, branch, pull request.
import type { Bundle } from '../api/bundles.ts';
import { visibleText } from '../text/visible-text.ts';

const SHOWN_SHA = 10;

export function BundleOrigin({ bundle: { repository, commitSha, branch, pullRequestNumber } }: { readonly bundle: Bundle }) {
  const parts = [branch, pullRequestNumber === null ? null : `#${pullRequestNumber}`].filter((part) => part !== null);
  if (commitSha === null && parts.length === 0) return <span className="text-faint">–</span>;
  return (
    <span
      className="flex max-w-full min-w-0 flex-wrap items-baseline gap-x-2"
      title={repository === null ? undefined : visibleText(repository)}
    >
      {commitSha !== null && <span className="data text-xs">{commitSha.slice(0, SHOWN_SHA)}</span>}
      {parts.length > 0 && <span className="min-w-0 break-words text-muted">{visibleText(parts.join(' '))}</span>}
    </span>
  );
}
