// The latest runs side by side, oldest left: errors stand beside failures and are told apart by shape and height.
import { useMemo } from 'react';
import { paths } from '../api/paths.ts';
import type { RunStatus, RunSummary } from '../api/runs.ts';
import { exactTime } from '../text/relative-time.ts';
import { RUN_WORDS } from '../text/tone.ts';
import type { Tone } from '../text/tone.ts';
import { PageLink } from './page-link.tsx';
import { ToneMark } from './tone-mark.tsx';

const BARS: Readonly<Record<Tone, string>> = {
  pass: 'h-full bg-pass-mark',
  partial: 'h-3/4 bg-partial-mark',
  fail: 'h-1/2 bg-fail-mark',
  error: 'h-1/4 bg-error-mark',
  idle: 'h-full border border-dashed border-idle-mark',
  running: 'h-full border border-running-mark bg-running-wash',
};

const ORDER: readonly RunStatus[] = ['pass', 'partial', 'fail', 'error', 'running', 'pending'];

export function TimelineStrip({
  org,
  runs,
  total,
}: {
  readonly org: string;
  readonly runs: readonly RunSummary[];
  readonly total: number;
}) {
  const ordered = useMemo(() => runs.toReversed(), [runs]);
  const counts = ORDER.map((status) => ({ status, count: runs.filter((run) => run.status === status).length })).filter(
    ({ count }) => count > 0,
  );
  if (runs.length === 0) return null;
  return (
    <figure className="rounded-lg border border-line bg-surface p-4 shadow-raised">
      <ol className="flex h-12 items-end gap-px" aria-label="Timeline of runs, oldest first">
        {ordered.map((run) => {
          const { word, tone } = RUN_WORDS[run.status];
          const label = `${word}, ${run.workflowName}, ${exactTime(run.startedAt ?? run.createdAt)}`;
          return (
            <li key={run.runId} className="flex h-full max-w-4 min-w-px flex-1 items-end">
              <PageLink
                to={paths.run(org, run.runId)}
                title={label}
                aria-label={label}
                className="flex h-full w-full items-end hover:opacity-70"
              >
                <span className={`block w-full rounded-t-[1px] ${BARS[tone]}`} />
              </PageLink>
            </li>
          );
        })}
      </ol>
      <figcaption className="mt-2.5 flex flex-wrap gap-x-4 gap-y-1 border-t border-line pt-2.5 text-sm text-muted">
        <span>{total > runs.length ? `Latest ${runs.length} of ${total} runs` : `${total} ${total === 1 ? 'run' : 'runs'}`}</span>
        {counts.map(({ status, count }) => (
          <span key={status} className="inline-flex items-center gap-1.5">
            <ToneMark tone={RUN_WORDS[status].tone} />
            {count} {RUN_WORDS[status].word.toLowerCase()}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
