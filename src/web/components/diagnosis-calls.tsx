// The calls and events that decided how a run ended, with the way to each in the trace.
import type { ReactNode } from 'react';
import type { ContributingCall, Diagnosis } from '../api/diagnosis.ts';
import { duration } from '../text/duration.ts';
import { CALL_WHY_WORDS } from '../text/diagnosis-words.ts';
import { prettyJson } from '../text/json-text.ts';
import { visibleText } from '../text/visible-text.ts';
import { Badge } from './badge.tsx';
import { CodeBlock } from './code-block.tsx';
import { FindingText } from './finding-text.tsx';
import type { Citation } from './trace-view.tsx';

interface DiagnosisCallsProps {
  readonly found: Diagnosis;
  readonly onCite: (citation: Citation) => void;
}

export function DiagnosisCalls({ found: { contributingToolCalls: calls, contributingEvents }, onCite }: DiagnosisCallsProps) {
  const shown = new Set(calls.map(({ eventId }) => eventId));
  const events = contributingEvents.filter(({ eventId }) => !shown.has(eventId));
  return (
    <>
      {calls.length > 0 && (
        <Listed title={`Calls that decided it · ${calls.length}`}>
          {calls.map((call) => (
            <Call key={call.eventId} call={call} onCite={onCite} />
          ))}
        </Listed>
      )}
      {events.length > 0 && (
        <Listed title={`Events that decided it · ${events.length}`}>
          {events.map(({ eventId, type, excerpt }) => (
            <li key={eventId} className="grid min-w-0 gap-0.5 py-2 text-sm">
              <p className="flex flex-wrap items-baseline gap-x-3">
                <span className="data text-xs text-muted">{type}</span>
                <Cite onClick={() => onCite({ eventId, excerpt })} />
              </p>
              <p className="line-clamp-3 break-words">
                <FindingText text={excerpt} />
              </p>
            </li>
          ))}
        </Listed>
      )}
    </>
  );
}

function Listed({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0 px-4 py-3">
      <h3 className="eyebrow">{title}</h3>
      <ul className="divide-y divide-line">{children}</ul>
    </section>
  );
}

const Cite = ({ onClick }: { readonly onClick: () => void }) => (
  <button type="button" className="link shrink-0 text-sm" onClick={onClick}>
    Show in trace
  </button>
);

function Call({ call, onCite }: { readonly call: ContributingCall; readonly onCite: DiagnosisCallsProps['onCite'] }) {
  const { tool, why, durationMs, resultExcerpt, blocked } = call;
  const { word, tone } = CALL_WHY_WORDS[why];
  return (
    <li className="grid min-w-0 gap-1 py-2 text-sm">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="data min-w-0 font-medium break-all">
          <FindingText text={tool} />
        </span>
        <Badge tone={tone}>{word}</Badge>
        {durationMs !== null && <span className="data text-xs text-faint">{duration(durationMs)}</span>}
        <Cite onClick={() => onCite({ eventId: call.eventId, excerpt: undefined })} />
      </p>
      {resultExcerpt !== '' && (
        <p className="line-clamp-2 break-words text-muted">
          <FindingText text={resultExcerpt.slice(0, LINE_CHARS)} />
        </p>
      )}
      <details className="min-w-0">
        <summary className="text-muted hover:text-ink">Arguments and {blocked ? 'rule' : 'result'}</summary>
        <div className="mt-1.5 grid min-w-0 gap-2 lg:grid-cols-2">
          <CodeBlock text={visibleText(prettyJson(call.arguments))} label="Arguments" />
          <CodeBlock text={resultExcerpt === '' ? 'Nothing came back.' : visibleText(resultExcerpt)} label={blocked ? 'Rule' : 'Result'} />
        </div>
      </details>
    </li>
  );
}

/** More than two lines can hold. */
const LINE_CHARS = 400;
