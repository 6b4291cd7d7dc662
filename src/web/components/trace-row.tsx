// One entry of a trace: a line that tells what happened, and everything about it when opened.
import {
  Ban,
  Bell,
  BookOpen,
  ChevronRight,
  CircleAlert,
  Flag,
  Hourglass,
  ListOrdered,
  MessageSquare,
  Plug,
  Scale,
  Wrench,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { memo } from 'react';
import { bytes } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { exactTime } from '../text/relative-time.ts';
import { cx } from './cx.ts';
import { Badge } from './badge.tsx';
import { RUN_WORDS } from '../text/tone.ts';
import { Tag } from './tag.tsx';
import { entrySummary } from './trace-summary.ts';
import { TraceBody } from './trace-body.tsx';
import type { TraceEntry } from './trace-entries.ts';

const ICONS: Readonly<Record<string, LucideIcon>> = {
  run_started: Flag,
  mcp_connected: Plug,
  model_message: MessageSquare,
  tool_call: Wrench,
  tool_result: Wrench,
  tool_blocked: Ban,
  resource_read: BookOpen,
  prompt_get: BookOpen,
  server_notification: Bell,
  limit_reached: Hourglass,
  error: CircleAlert,
  final_answer: MessageSquare,
  criterion_verdict: Scale,
  run_finished: Flag,
};

interface TraceRowProps {
  readonly entry: TraceEntry;
  /** Time since the first event, in milliseconds. */
  readonly offsetMs: number;
  readonly isOpen: boolean;
  readonly isCited: boolean;
  readonly mark: string | undefined;
  readonly isFresh: boolean;
  readonly onToggle: (id: string) => void;
}

export const TraceRow = memo(function TraceRow({ entry, offsetMs, isOpen, isCited, mark, isFresh, onToggle }: TraceRowProps) {
  const { event, result } = entry;
  const Icon = event.type === 'model_message' && !entry.isAi ? ListOrdered : (ICONS[event.type] ?? Bell);
  const { title, text } = entrySummary(entry);
  return (
    <li id={entry.id} className={cx('border-b border-line last:border-b-0', isCited && 'cited', isFresh && 'arrived')}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => onToggle(entry.id)}
        className="grid w-full grid-cols-[0.875rem_1rem_minmax(0,1fr)_auto] items-start gap-x-2 px-4 py-2 text-start hover:bg-hover"
      >
        <ChevronRight size={13} aria-hidden="true" className={cx('mt-1 text-faint transition-transform', isOpen && 'rotate-90')} />
        <Icon size={14} aria-hidden="true" className={cx('mt-1', entry.hasProblem ? 'text-fail' : 'text-faint')} />
        <span className="min-w-0 text-sm">
          <span className={event.type.startsWith('tool_') ? 'data font-medium' : 'font-medium'}>{title}</span>
          {text !== '' && <span className="ps-2 break-words text-muted">{text}</span>}
        </span>
        <span className="flex items-center gap-2.5">
          {result !== undefined && <ResultFacts data={result.data} />}
          {event.type === 'tool_call' && result === undefined && <Tag>no result</Tag>}
          {event.type === 'tool_blocked' && <Badge tone="partial">Blocked</Badge>}
          {event.type === 'criterion_verdict' && <VerdictWord verdict={event.data['verdict']} />}
          <time
            dateTime={event.at}
            title={exactTime(event.at)}
            className="data w-[4.5rem] text-end text-xs leading-5 whitespace-nowrap text-faint max-sm:hidden"
          >
            +{duration(offsetMs)}
          </time>
        </span>
      </button>
      {isOpen && (
        <div className="px-4 pb-4 sm:ps-12">
          <TraceBody entry={entry} mark={mark} />
        </div>
      )}
    </li>
  );
});

function ResultFacts({ data }: { readonly data: Readonly<Record<string, unknown>> }) {
  const isError = data['isError'] === true || data['rpcError'] !== undefined;
  return (
    <>
      {isError ? <Badge tone="fail">Error</Badge> : <Badge tone="pass">OK</Badge>}
      <span className="data text-xs leading-5 text-faint max-sm:hidden">
        {typeof data['bytes'] === 'number' ? bytes(data['bytes']) : ''}
        {data['truncated'] === true && ', cut'}
      </span>
      <span className="data w-16 text-end text-xs leading-5 text-muted">
        {typeof data['durationMs'] === 'number' ? duration(data['durationMs']) : ''}
      </span>
    </>
  );
}

function VerdictWord({ verdict }: { readonly verdict: unknown }) {
  if (verdict !== 'pass' && verdict !== 'partial' && verdict !== 'fail') return null;
  const { word, tone } = RUN_WORDS[verdict];
  return <Badge tone={tone}>{word}</Badge>;
}
