// Executions as rows: intent, outcome, tool, calls, duration, session, time. Opened, a row shows each call.
import { ChevronRight } from 'lucide-react';
import { Fragment, useId, useState } from 'react';
import type { Execution } from '../api/executions.ts';
import { DEFAULT_ENVIRONMENT } from '../api/sources.ts';
import { count } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { executionWord, sessionWord, TOOL_WORDS } from '../text/source-words.ts';
import { visibleText } from '../text/visible-text.ts';
import { Badge } from './badge.tsx';
import { CallList } from './call-list.tsx';
import { Copyable } from './copyable.tsx';
import { cx } from './cx.ts';
import { FindingText } from './finding-text.tsx';
import { PageLink } from './page-link.tsx';
import { Tag } from './tag.tsx';
import { TimeAgo } from './time-ago.tsx';

const COLUMNS = 7;

interface ExecutionTableProps {
  readonly executions: readonly Execution[];
  /** Where a person decides what a script waits for. */
  readonly approvalsAt: string;
}

export function ExecutionTable({ executions, approvalsAt }: ExecutionTableProps) {
  return (
    <table className="grid-table">
      <thead>
        <tr>
          <th scope="col">Intent</th>
          <th scope="col">Outcome</th>
          <th scope="col">Tool</th>
          <th scope="col" className="text-end">
            Calls
          </th>
          <th scope="col" className="text-end">
            Duration
          </th>
          <th scope="col">Session</th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {executions.map((execution) => (
          <ExecutionRow key={execution.id} execution={execution} approvalsAt={approvalsAt} />
        ))}
      </tbody>
    </table>
  );
}

interface ExecutionRowProps extends Pick<ExecutionTableProps, 'approvalsAt'> {
  readonly execution: Execution;
}

function ExecutionRow({ execution, approvalsAt }: ExecutionRowProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { tool, intent, query, matches, calls, startedAt, durationMs, sessionKey, environment } = execution;
  const { word, tone } = executionWord(execution);
  const asked = intent ?? query;
  return (
    <Fragment>
      <tr>
        <td className="lead md:max-w-96">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
            className="flex w-full items-start gap-1.5 text-start"
          >
            <ChevronRight size={14} aria-hidden="true" className={cx('mt-0.5 shrink-0 text-faint', isOpen && 'rotate-90')} />
            <span className={cx('line-clamp-2 min-w-0 break-words', asked === null ? 'text-faint' : 'font-medium')}>
              {asked === null ? 'No intent given' : <FindingText text={asked} />}
            </span>
          </button>
        </td>
        <td data-label="Outcome" className="snug">
          <Badge tone={tone}>{word}</Badge>
        </td>
        <td data-label="Tool">
          <span className="flex flex-wrap gap-1">
            <Tag>{TOOL_WORDS[tool].toLowerCase()}</Tag>
            {environment !== DEFAULT_ENVIRONMENT && <Tag tone="accent">{environment}</Tag>}
          </span>
        </td>
        <td data-label={tool === 'search_sdk' ? 'Matches' : 'Calls'} className="num">
          {tool === 'search_sdk' ? `${count(matches)} found` : calls.length}
        </td>
        <td data-label="Duration" className="num">
          {duration(durationMs)}
        </td>
        <td data-label="Session" className="snug">
          <span className="data text-xs text-muted" title={sessionKey}>
            {visibleText(sessionWord(sessionKey))}
          </span>
        </td>
        <td data-label="Time" className="snug text-muted">
          <TimeAgo at={startedAt} />
        </td>
      </tr>
      {isOpen && (
        <tr id={id}>
          <td colSpan={COLUMNS} className="lead bg-canvas">
            <ExecutionDetails execution={execution} approvalsAt={approvalsAt} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function ExecutionDetails({
  execution: { id, actor, bundleId, context, frustration, calls, state, tags, tool },
  approvalsAt,
}: ExecutionRowProps) {
  const isWaiting = state === 'waiting';
  return (
    <div className="grid gap-3 py-1 md:ps-5">
      {context !== null && (
        <p className="max-w-3xl text-sm break-words whitespace-pre-wrap">
          <FindingText text={context} />
        </p>
      )}
      {tool !== 'search_sdk' && !(isWaiting && calls.length === 0) && <CallList calls={calls} />}
      {isWaiting && (
        <PageLink to={approvalsAt} className="link justify-self-start text-sm">
          See what it waits for
        </PageLink>
      )}
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-xs text-muted">
        <span>by {visibleText(actor.name)}</span>
        {frustration !== null && <span>frustration {frustration}</span>}
        {tags.map(({ name, value }) => (
          <Tag key={`${name}=${value}`}>
            {visibleText(name)}={visibleText(value)}
          </Tag>
        ))}
        <Copyable text={id} label="execution id" />
        <span className="data break-all">{bundleId}</span>
      </p>
    </div>
  );
}
