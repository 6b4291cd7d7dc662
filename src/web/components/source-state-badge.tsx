// How a source stands, in a word with its tone.
import type { Source } from '../api/sources.ts';
import { SOURCE_STATE_WORDS } from '../text/source-words.ts';
import { Badge } from './badge.tsx';

interface SourceStateBadgeProps {
  readonly source: Pick<Source, 'state'>;
  readonly look?: 'plain' | 'washed' | undefined;
}

export function SourceStateBadge({ source: { state }, look }: SourceStateBadgeProps) {
  const { word, tone } = SOURCE_STATE_WORDS[state];
  return (
    <Badge tone={tone} look={look}>
      {word}
    </Badge>
  );
}
