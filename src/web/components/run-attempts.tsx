// The attempts of a run; the last decides. Choosing one shows its trace.
import type { RunAttempt } from '../api/runs.ts';
import { duration } from '../text/duration.ts';
import { RUN_WORDS } from '../text/tone.ts';
import { Badge } from './badge.tsx';
import { cx } from './cx.ts';
import { TimeAgo } from './time-ago.tsx';

interface RunAttemptsProps {
  readonly attempts: readonly RunAttempt[];
  readonly shown: number;
  readonly onShow: (attempt: number) => void;
}

export function RunAttempts({ attempts, shown, onShow }: RunAttemptsProps) {
  return (
    <ol className="divide-y divide-line">
      {attempts.map((attempt) => {
        const known = Object.entries(RUN_WORDS).find(([status]) => status === attempt.status)?.[1];
        return (
          <li key={attempt.attempt}>
            <button
              type="button"
              aria-current={attempt.attempt === shown ? 'true' : undefined}
              onClick={() => onShow(attempt.attempt)}
              className={cx(
                'flex w-full flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-start text-sm',
                attempt.attempt === shown ? 'bg-selected' : 'hover:bg-hover',
              )}
            >
              <span className="font-medium">Attempt {attempt.attempt}</span>
              <Badge tone={known?.tone ?? 'idle'}>{known?.word ?? attempt.status}</Badge>
              {attempt.error !== null && <span className="min-w-0 flex-1 basis-48 break-words text-muted">{attempt.error.message}</span>}
              <span className="ms-auto text-muted">
                <TimeAgo at={attempt.startedAt} />
                {attempt.endedAt !== null && ` · ${duration(Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt))}`}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
