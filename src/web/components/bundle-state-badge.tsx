// How a bundle stands, in a word with its tone.
import type { Bundle } from '../api/bundles.ts';
import { BUNDLE_STATE_WORDS } from '../text/source-words.ts';
import { Badge } from './badge.tsx';

interface BundleStateBadgeProps {
  readonly bundle: Pick<Bundle, 'state'>;
  readonly look?: 'plain' | 'washed' | undefined;
}

export function BundleStateBadge({ bundle: { state }, look }: BundleStateBadgeProps) {
  const { word, tone } = BUNDLE_STATE_WORDS[state];
  return (
    <Badge tone={tone} look={look}>
      {word}
    </Badge>
  );
}
