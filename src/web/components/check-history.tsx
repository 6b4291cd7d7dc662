// Every check of a range: status, why, how long; message and result when opened.
import type { UseQueryResult } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { CHECK_STATUSES } from '../api/monitors.ts';
import type { CheckPage, MonitorCheck } from '../api/monitors.ts';
import { paths } from '../api/paths.ts';
import { duration } from '../text/duration.ts';
import { CHECK_WORDS, REASON_WORDS } from '../text/monitor-words.ts';
import { exactTime } from '../text/relative-time.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { CodeBlock } from './code-block.tsx';
import { cx } from './cx.ts';
import { EmptyState } from './empty-state.tsx';
import { Choice } from './inputs.tsx';
import { Pager } from './pager.tsx';
import { Panel } from './panel.tsx';
import { Part } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';
import { usePage } from './use-page.ts';

interface CheckHistoryProps {
  readonly org: string;
  readonly monitorId: string;
  readonly checks: UseQueryResult<CheckPage>;
}

export function CheckHistory({ org, monitorId, checks }: CheckHistoryProps) {
  const { search, setSearch } = usePage();
  const status = search['status'] ?? '';
  return (
    <div>
      <Panel
        title="Checks"
        actions={
          <Choice
            aria-label="Status of checks"
            value={status}
            onChange={(event) => setSearch({ status: event.target.value })}
            className="min-w-32"
          >
            <option value="">Any status</option>
            <option value="failing">Failing</option>
            {CHECK_STATUSES.map((one) => (
              <option key={one} value={one}>
                {CHECK_WORDS[one].word}
              </option>
            ))}
          </Choice>
        }
        flush
      >
        <Part name="checks" query={checks} skeleton={<RowsSkeleton rows={10} />}>
          {({ rows }) =>
            rows.length === 0 ? (
              <EmptyState
                title={status === '' ? 'No check in this range' : 'No such check in this range'}
                actions={status === '' ? undefined : <Button onClick={() => setSearch({ status: undefined })}>Show all checks</Button>}
              />
            ) : (
              <ul className="divide-y divide-line">
                {rows.map((check) => (
                  <CheckRow key={check.id} check={check} />
                ))}
              </ul>
            )
          }
        </Part>
      </Panel>
      {checks.data !== undefined && <Pager {...checks.data} to={(page) => paths.monitor(org, monitorId, { ...search, page })} />}
    </div>
  );
}

/** Most rows are never opened: what is inside is made when they are. */
function CheckRow({ check }: { readonly check: MonitorCheck }) {
  const [isOpen, setOpen] = useState(false);
  const { word, tone } = CHECK_WORDS[check.status];
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="grid w-full grid-cols-[1rem_6rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-2 text-start text-sm hover:bg-hover md:grid-cols-[1rem_6rem_minmax(0,1fr)_5rem_7rem]"
      >
        <ChevronRight size={13} aria-hidden="true" className={cx('self-center text-faint transition-transform', isOpen && 'rotate-90')} />
        <Badge tone={tone}>{word}</Badge>
        <span className="flex min-w-0 items-baseline gap-2">
          {check.reason !== null && <span className="shrink-0">{REASON_WORDS[check.reason][0]}</span>}
          <span className={cx('min-w-0 truncate max-md:hidden', check.message === null ? 'data text-xs text-faint' : 'text-muted')}>
            {check.message ?? check.resultExcerpt}
          </span>
          {check.inMaintenance && <Tag tone="accent">maintenance</Tag>}
          {check.trigger !== 'schedule' && <Tag>{TRIGGER_WORDS[check.trigger]}</Tag>}
        </span>
        <span className="data text-end text-xs max-md:hidden">{duration(check.latencyMs)}</span>
        <span className="text-end text-muted">
          <TimeAgo at={check.at} />
        </span>
      </button>
      {isOpen && <CheckDetail check={check} />}
    </li>
  );
}

const TRIGGER_WORDS: Readonly<Record<MonitorCheck['trigger'], string>> = {
  schedule: 'on schedule',
  manual: 'by hand',
  change: 'after a change',
};

function CheckDetail({ check }: { readonly check: MonitorCheck }) {
  const facts = [
    ['Time', exactTime(check.at)],
    ['Call', duration(check.latencyMs)],
    ['Connecting', duration(check.connectMs)],
    ['Started', TRIGGER_WORDS[check.trigger]],
    ...(check.era === null ? [] : [['Era', check.era] as const]),
  ] as const;
  return (
    <div className="grid gap-3 px-4 pt-1 pb-4 md:ps-11">
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        {facts.map(([label, value]) => (
          <div key={label} className="flex items-baseline gap-1.5">
            <dt className="text-faint">{label}</dt>
            <dd className="data">{value}</dd>
          </div>
        ))}
      </dl>
      {check.reason !== null && <p className="text-sm">{REASON_WORDS[check.reason][1]}</p>}
      {check.message !== null && <p className="text-sm break-words text-muted">{check.message}</p>}
      {check.failedAssertion !== null && check.failedAssertion.message !== check.message && (
        <p className="text-sm break-words text-muted">
          Assertion {check.failedAssertion.index + 1}: {check.failedAssertion.message}
        </p>
      )}
      {check.resultExcerpt !== null && <CodeBlock text={check.resultExcerpt} label="Result" />}
    </div>
  );
}
