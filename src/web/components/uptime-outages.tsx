// The outages of a range, newest first: stretches of checks that did not pass, one after the other.
import { useState } from 'react';
import type { Outage } from '../api/monitors.ts';
import { plural } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { CHECK_WORDS, REASON_WORDS } from '../text/monitor-words.ts';
import { exactTime } from '../text/relative-time.ts';
import { Badge } from './badge.tsx';
import { Panel } from './panel.tsx';
import { TimeAgo } from './time-ago.tsx';

const SHOWN = 5;

export function UptimeOutages({ outages }: { readonly outages: readonly Outage[] }) {
  const [isWhole, setWhole] = useState(false);
  const newest = outages.toReversed();
  const shown = isWhole ? newest : newest.slice(0, SHOWN);
  return (
    <Panel title="Outages" hint={outages.length === 0 ? 'None in this range.' : plural(outages.length, 'outage')} flush>
      {shown.length > 0 && (
        <ul className="divide-y divide-line">
          {shown.map((outage) => (
            <OutageRow key={outage.id} outage={outage} />
          ))}
        </ul>
      )}
      {newest.length > shown.length && (
        <button type="button" className="link px-4 py-2.5 text-sm" onClick={() => setWhole(true)}>
          Show all {newest.length}
        </button>
      )}
    </Panel>
  );
}

function OutageRow({ outage: { startedAt, endedAt, status, reason, checks } }: { readonly outage: Outage }) {
  const { word, tone } = CHECK_WORDS[status];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2.5 text-sm">
      <span className="min-w-40">
        <Badge tone={tone} title={reason === null ? undefined : REASON_WORDS[reason][1]}>
          {reason === null ? word : `${word} · ${REASON_WORDS[reason][0]}`}
        </Badge>
      </span>
      <span className="text-muted">
        <TimeAgo at={startedAt} />
      </span>
      <span className="data text-xs text-faint max-md:hidden">{exactTime(startedAt)}</span>
      <span className="ms-auto text-muted">{plural(checks, 'check')}</span>
      <span className="min-w-24 text-end">
        {endedAt === null ? (
          <span className="font-medium text-fail">still open</span>
        ) : (
          duration(Date.parse(endedAt) - Date.parse(startedAt))
        )}
      </span>
    </li>
  );
}
