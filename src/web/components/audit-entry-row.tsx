// One entry of the audit log: a line, and behind it what changed and where from.
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { AuditEntry } from '../api/audit.ts';
import { paths } from '../api/paths.ts';
import { nameIn, objectWord, verbOf } from '../text/audit-words.ts';
import { fieldDiff } from '../text/field-diff.ts';
import { ButtonLink } from './button.tsx';
import { DiffList } from './diff-list.tsx';
import { Facts } from './facts.tsx';
import { PageLink } from './page-link.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

interface AuditEntryRowProps {
  readonly org: string;
  readonly entry: AuditEntry;
}

export function AuditEntryRow({ org, entry }: AuditEntryRowProps) {
  const name = nameIn(entry);
  // A page of entries can hold megabytes of before and after: only what is looked at is drawn.
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="grid cursor-pointer list-none grid-cols-[1rem_minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-2.5 text-sm hover:bg-hover md:grid-cols-[1rem_11rem_minmax(0,1fr)_auto]">
          <ChevronRight size={14} aria-hidden="true" className="self-center text-faint group-open:rotate-90" />
          <span className="min-w-0 break-words max-md:col-start-2 max-md:row-start-2 max-md:text-muted">
            {entry.actor.name} {entry.actor.type !== 'user' && <Tag>{entry.actor.type}</Tag>}
          </span>
          <span className="min-w-0 break-words">
            <span className="font-medium">{objectWord(entry.objectType)}</span> {verbOf(entry)}
            {name !== undefined && <span className="text-muted"> · {name}</span>}
          </span>
          <span className="text-muted max-md:col-start-3 max-md:row-start-1">
            <TimeAgo at={entry.at} />
          </span>
        </summary>
        {isOpen && <Detail org={org} entry={entry} />}
      </details>
    </li>
  );
}

function Detail({ org, entry }: AuditEntryRowProps) {
  return (
    <div className="grid gap-4 border-t border-line bg-sunken px-4 py-4 md:ps-11">
      <Change entry={entry} />
      <Facts facts={factsOf(org, entry)} />
      <div className="flex flex-wrap gap-2">
        <ButtonLink to={paths.audit(org, { actorId: entry.actor.id })}>Only this actor</ButtonLink>
        <ButtonLink to={paths.audit(org, { objectType: entry.objectType, objectId: entry.objectId })}>Only this object</ButtonLink>
        <ButtonLink to={paths.audit(org, { action: entry.action })}>Only this action</ButtonLink>
      </div>
    </div>
  );
}

function Change({ entry: { before, after } }: { readonly entry: AuditEntry }) {
  const diff = fieldDiff(before ?? {}, after ?? {});
  return diff.length === 0 ? <p className="text-sm text-muted">No field was changed.</p> : <DiffList diff={diff} />;
}

const factsOf = (org: string, entry: AuditEntry) => [
  { label: 'Time', value: <span className="data">{entry.at}</span>, isWide: true },
  { label: 'Action', value: <span className="data">{entry.action}</span> },
  { label: 'Actor', value: <span className="data break-all">{entry.actor.id}</span>, isWide: true },
  { label: 'Object', value: <ObjectLink org={org} entry={entry} />, isWide: true },
  ...(entry.ip === null ? [] : [{ label: 'Address', value: <span className="data">{entry.ip}</span> }]),
  ...(entry.requestId === null
    ? []
    : [{ label: 'Request', value: <span className="data break-all">{entry.requestId}</span>, isWide: true }]),
  ...(entry.userAgent === null ? [] : [{ label: 'Client', value: entry.userAgent, isWide: true }]),
  ...(entry.note === null ? [] : [{ label: 'Note', value: entry.note, isWide: true }]),
];

const PAGES: Readonly<Record<string, (org: string, id: string) => string>> = {
  mcp_server: paths.server,
  workflow: paths.workflow,
  run: paths.run,
};

function ObjectLink({ org, entry: { objectType, objectId } }: { readonly org: string; readonly entry: AuditEntry }) {
  const to = PAGES[objectType]?.(org, objectId);
  return to === undefined ? (
    <span className="data break-all">{objectId}</span>
  ) : (
    <PageLink to={to} className="link data break-all">
      {objectId}
    </PageLink>
  );
}
