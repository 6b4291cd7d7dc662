// One change of a catalog: when, what it comes to, what was found in its texts, and whether a person has accepted it.
import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { CatalogChange } from '../api/changes.ts';
import { paths } from '../api/paths.ts';
import type { CatalogDiff } from '../api/servers.ts';
import { plural } from '../text/amounts.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { CatalogDiffView } from './catalog-diff-view.tsx';
import { cx } from './cx.ts';
import { FindingText } from './finding-text.tsx';
import { PoisonFindings } from './finding-poison.tsx';
import { PageLink } from './page-link.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

interface ChangeEntryProps {
  readonly org: string;
  readonly change: CatalogChange;
  readonly isOpenAtFirst: boolean;
  /** Named where changes of several servers stand together. */
  readonly hasServer?: boolean | undefined;
  /** Undefined for who may not, and where nothing waits. */
  readonly onAccept?: (() => void) | undefined;
  readonly isAccepting: boolean;
}

export function ChangeEntry({ org, change, isOpenAtFirst, hasServer = false, onAccept, isAccepting }: ChangeEntryProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <li className="min-w-0 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
          className="-ms-1 inline-flex items-center gap-1 rounded-md px-1 text-start font-medium hover:bg-hover max-md:min-h-9"
        >
          <ChevronRight size={14} aria-hidden="true" className={cx('shrink-0 text-faint', isOpen && 'rotate-90')} />
          {summaryOf(change.diff)}
        </button>
        {change.breakingCount > 0 && <Badge tone="fail">{change.breakingCount} breaking</Badge>}
        <PoisonCount change={change} />
        <span className="ms-auto inline-flex flex-wrap items-center gap-x-3 gap-y-1 max-md:ms-0">
          <ReviewMark change={change} />
          {onAccept !== undefined && change.reviewState === 'pending' && (
            <Button isBusy={isAccepting} onClick={onAccept}>
              Accept
            </Button>
          )}
        </span>
      </div>
      <p className="mt-0.5 flex flex-wrap gap-x-2 text-sm text-muted">
        {hasServer && (
          <PageLink to={paths.server(org, change.server.id, { tab: 'changes' })} className="font-medium text-ink hover:underline">
            {change.server.name}
          </PageLink>
        )}
        <TimeAgo at={change.at} />
        <Versions change={change} />
        <Tag title="The protocol era in which the catalog was read: each has a history of its own">{change.era}</Tag>
      </p>
      <div id={id} hidden={!isOpen} className="mt-3 grid gap-4">
        {isOpen && <ChangeBody org={org} change={change} />}
      </div>
    </li>
  );
}

function ChangeBody({ org, change }: { readonly org: string; readonly change: CatalogChange }) {
  return (
    <>
      {change.poisoning.length > 0 && (
        <div>
          <p className="eyebrow mb-1.5">Found in its texts · {change.poisoning.length}</p>
          <PoisonFindings findings={change.poisoning} />
        </div>
      )}
      {change.diff === null ? (
        <p className="text-sm text-muted">The first catalog of this server in this era: there is nothing to compare it with.</p>
      ) : (
        <CatalogDiffView diff={change.diff} />
      )}
      {change.isDiffShortened && change.diff !== null && (
        <p className="text-sm text-muted">
          Shortened.{' '}
          <PageLink
            to={paths.server(org, change.server.id, {
              tab: 'changes',
              from: change.diff.fromSnapshotId ?? undefined,
              to: change.diff.toSnapshotId ?? change.id,
            })}
            className="link"
          >
            The whole difference
          </PageLink>
        </p>
      )}
    </>
  );
}

function PoisonCount({ change: { poisoning } }: { readonly change: CatalogChange }) {
  const worst = poisoning.filter(({ severity }) => severity === 'error').length;
  if (worst > 0) return <Badge tone="error">{plural(worst, 'suspicious text')}</Badge>;
  const some = poisoning.filter(({ severity }) => severity === 'warning').length;
  return some > 0 ? <Badge tone="partial">{plural(some, 'text')} worth a look</Badge> : null;
}

function ReviewMark({ change: { reviewState, reviewedBy, reviewedAt } }: { readonly change: CatalogChange }) {
  if (reviewState === 'none') return null;
  if (reviewState === 'pending') return <Badge tone="partial">Pending review</Badge>;
  return (
    <span className="text-sm text-muted">
      Accepted{reviewedBy === null ? ' by itself' : ` by ${reviewedBy}`} <TimeAgo at={reviewedAt} fallback="" />
    </span>
  );
}

function Versions({ change: { versionBefore, versionAfter } }: { readonly change: CatalogChange }) {
  if (versionAfter === null) return null;
  const isSame = versionBefore === null || versionBefore === versionAfter;
  return (
    <span className="break-all" title="What the server calls itself: information, no promise">
      version{' '}
      <span className="data">
        <FindingText text={isSame ? versionAfter : `${versionBefore} → ${versionAfter}`} />
      </span>
      {isSame && versionBefore !== null && ' (the same as before)'}
    </span>
  );
}

/** `1 removed, 2 added, 3 changed` */
function summaryOf(diff: CatalogDiff | null): string {
  if (diff === null) return 'First catalog';
  const parts = [
    [diff.removed.length, 'removed'],
    [diff.added.length, 'added'],
    [diff.changed.length, 'changed'],
  ] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([amount, word]) => `${amount} ${word}`);
  return said.length === 0 ? 'Nothing differs' : said.join(', ');
}
