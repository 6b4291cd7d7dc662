// The status of a run.
import type { RunStatus as Status } from '../api/runs.ts';
import { RUN_WORDS } from '../text/tone.ts';
import { Badge } from './badge.tsx';

export function RunStatus({ status, look }: { readonly status: Status; readonly look?: 'plain' | 'washed' | undefined }) {
  const { word, tone } = RUN_WORDS[status];
  return (
    <Badge tone={tone} look={look}>
      {word}
    </Badge>
  );
}
