// Every criterion of a run with its verdict, the reason, and the evidence in the trace.
import { ListChecks, Scale } from 'lucide-react';
import type { CriterionVerdict } from '../api/runs.ts';
import { VERDICT_WORDS } from '../text/tone.ts';
import { Badge } from './badge.tsx';
import { Tag } from './tag.tsx';
import { NoAi } from './tester-badge.tsx';
import type { Citation } from './trace-view.tsx';

interface VerdictListProps {
  readonly criteria: readonly CriterionVerdict[];
  readonly citedEventId: string | undefined;
  readonly onCite: (citation: Citation) => void;
}

export function VerdictList({ criteria, citedEventId, onCite }: VerdictListProps) {
  return (
    <ol className="divide-y divide-line">
      {criteria.map((criterion) => (
        <li
          key={criterion.criterionId}
          id={criterion.criterionId}
          className="grid gap-x-4 gap-y-1.5 px-4 py-3 sm:grid-cols-[5.5rem_minmax(0,1fr)]"
        >
          <div>
            {criterion.verdict === null ? (
              <Badge tone="idle">Not graded</Badge>
            ) : (
              <Badge tone={VERDICT_WORDS[criterion.verdict].tone}>{VERDICT_WORDS[criterion.verdict].word}</Badge>
            )}
          </div>
          <div className="grid min-w-0 gap-1.5">
            <p className="font-medium break-words">
              {criterion.criterionText} {!criterion.isRequired && <Tag title="Does not decide the status of the run">optional</Tag>}
            </p>
            {criterion.reasoning !== null && criterion.reasoning !== '' && (
              <p className="text-sm break-words text-muted">{criterion.reasoning}</p>
            )}
            {criterion.evidence.length > 0 && (
              <ul className="grid gap-1">
                {criterion.evidence.map((evidence) => (
                  <li key={`${evidence.eventId}${evidence.excerpt}`} className="min-w-0">
                    <button
                      type="button"
                      aria-current={evidence.eventId === citedEventId ? 'true' : undefined}
                      onClick={() => onCite(evidence)}
                      className="group/cite flex w-full min-w-0 items-baseline gap-2 rounded-sm border-s-2 border-line-strong bg-sunken px-2.5 py-1 text-start text-sm hover:border-accent aria-[current=true]:border-accent aria-[current=true]:bg-selected"
                    >
                      <span className="data line-clamp-2 min-w-0 flex-1 text-xs break-words">{evidence.excerpt}</span>
                      <span className="shrink-0 text-xs text-accent group-hover/cite:underline">Show in trace</span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
            <JudgedBy criterion={criterion} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function JudgedBy({ criterion }: { readonly criterion: CriterionVerdict }) {
  const { kind, judgedBy, agreement } = criterion;
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-faint">
      {kind === 'check' ? (
        <>
          <ListChecks size={13} aria-hidden="true" /> Decided by code <NoAi />
        </>
      ) : (
        <>
          <Scale size={13} aria-hidden="true" />{' '}
          {judgedBy?.startsWith('llm:') === true ? `Judged by ${judgedBy.slice('llm:'.length)}` : 'Judged'}
          {agreement !== null && <span>· agreement {Math.round(agreement * 100)} %</span>}
        </>
      )}
    </p>
  );
}
