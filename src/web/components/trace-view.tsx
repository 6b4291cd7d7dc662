// The trace of an attempt: filtered by kind, opened entry by entry, following a run while it happens.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LiveTrace } from '../api/live.ts';
import { plural } from '../text/amounts.ts';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { PartError } from './part.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import { ToneMark } from './tone-mark.tsx';
import { entryOf, GROUP_LABELS, traceEntries } from './trace-entries.ts';
import type { TraceEntry, TraceGroup } from './trace-entries.ts';
import { TraceRow } from './trace-row.tsx';
import { useGrowingCount } from './use-growing-count.ts';

export interface Citation {
  readonly eventId: string;
  readonly excerpt: string | undefined;
}

interface TraceViewProps {
  readonly trace: LiveTrace;
  readonly cited: Citation | undefined;
  readonly isRunning: boolean;
}

const GROUPS = Object.keys(GROUP_LABELS) as readonly TraceGroup[];
/** From here on rows outside the window are not laid out: 2 000 of them stay smooth. */
const LONG_TRACE = 150;
type Filter = TraceGroup | 'all' | 'problems';

export function TraceView({ trace, cited, isRunning }: TraceViewProps) {
  const entries = useMemo(() => traceEntries(trace.events), [trace.events]);
  const [filter, setFilter] = useState<Filter>('all');
  const { open, toggle, setOpen } = useOpenEntries();
  const loaded = useRef(0);
  const startedAt = Date.parse(entries[0]?.event.at ?? '');
  const citedEntry = cited === undefined ? undefined : entryOf(entries, cited.eventId);
  useCitation(citedEntry, { setOpen, setFilter });

  const shown = useMemo(() => entries.filter((entry) => isShown(entry, filter)), [entries, filter]);
  const drawn = useGrowingCount(shown.length, citedEntry === undefined ? 0 : shown.indexOf(citedEntry) + 1);

  useEffect(() => {
    if (!trace.isLoading && loaded.current === 0) loaded.current = entries.length;
  }, [trace.isLoading, entries.length]);

  if (trace.error !== null && entries.length === 0) return <PartError name="the trace" error={trace.error} onRetry={trace.retry} />;
  if (trace.isLoading && entries.length === 0) return <RowsSkeleton rows={8} />;

  return (
    <>
      <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-4 py-2">
        <FilterChip isOn={filter === 'all'} onClick={() => setFilter('all')} label="All" amount={entries.length} />
        {GROUPS.map((group) => (
          <FilterChip
            key={group}
            isOn={filter === group}
            onClick={() => setFilter(group)}
            label={GROUP_LABELS[group]}
            amount={entries.filter((entry) => entry.group === group).length}
          />
        ))}
        <FilterChip
          isOn={filter === 'problems'}
          onClick={() => setFilter('problems')}
          label="Problems"
          amount={entries.filter(({ hasProblem }) => hasProblem).length}
        />
        <span className="ms-auto flex items-center gap-2 text-sm text-muted">
          {isRunning && (
            <span className="inline-flex items-center gap-1.5">
              <ToneMark tone="running" /> {trace.isLive ? 'Live' : 'Updating'}
            </span>
          )}
          {open.size > 0 && (
            <Button look="quiet" onClick={() => setOpen(new Set())}>
              Close all
            </Button>
          )}
        </span>
      </div>
      {shown.length === 0 ? (
        <p className="px-4 py-8 text-center text-sm text-muted">{entries.length === 0 ? 'No event yet.' : 'No event of this kind.'}</p>
      ) : (
        <ol
          className={shown.length > LONG_TRACE ? 'light-rows' : undefined}
          aria-label={`Trace, ${plural(shown.length, 'entry', 'entries')}`}
        >
          {shown.slice(0, drawn).map((entry, index) => (
            <TraceRow
              key={entry.id}
              entry={entry}
              offsetMs={Math.max(0, Date.parse(entry.event.at) - startedAt)}
              isOpen={open.has(entry.id)}
              isCited={citedEntry?.id === entry.id}
              mark={citedEntry?.id === entry.id ? cited?.excerpt : undefined}
              isFresh={isRunning && loaded.current > 0 && index >= loaded.current}
              onToggle={toggle}
            />
          ))}
        </ol>
      )}
    </>
  );
}

const isShown = (entry: TraceEntry, filter: Filter): boolean =>
  filter === 'all' || entry.group === filter || (filter === 'problems' && entry.hasProblem);

function useOpenEntries() {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  return { open, setOpen, toggle };
}

interface CitationTarget {
  readonly setOpen: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void;
  readonly setFilter: (filter: Filter) => void;
}

/** Opens the cited entry, shows it whatever the filter, and brings it into view. */
function useCitation(entry: TraceEntry | undefined, { setOpen, setFilter }: CitationTarget): void {
  const id = entry?.id;
  useEffect(() => {
    if (id === undefined) return undefined;
    setFilter('all');
    setOpen((before) => new Set([...before, id]));
    const frame = requestAnimationFrame(() => {
      const row = document.getElementById(id);
      row?.scrollIntoView({ block: 'center' });
      row?.querySelector('button')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [id, setOpen, setFilter]);
}

interface FilterChipProps {
  readonly isOn: boolean;
  readonly onClick: () => void;
  readonly label: string;
  readonly amount: number;
}

function FilterChip({ isOn, onClick, label, amount }: FilterChipProps) {
  if (amount === 0 && !isOn) return null;
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={cx(
        'h-7 rounded-full border px-2.5 text-sm max-md:h-9',
        isOn ? 'border-accent bg-selected text-ink' : 'border-line-strong text-muted hover:bg-hover',
      )}
    >
      {label} <span className="data text-xs text-faint">{amount}</span>
    </button>
  );
}
