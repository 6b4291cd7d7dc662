// What a rule is doing, in a word with its tone, and since or until when.
import type { Rule } from '../api/alerts.ts';
import { ruleWord } from '../text/alert-words.ts';
import { Badge } from './badge.tsx';
import { TimeAgo } from './time-ago.tsx';

export function RuleStatus({ rule }: { readonly rule: Rule }) {
  const { word, tone } = ruleWord(rule);
  const isMuted = word === 'Muted';
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <Badge tone={tone}>{word}</Badge>
      {isMuted && rule.mutedUntil !== null && (
        <span className="text-muted">
          ends <TimeAgo at={rule.mutedUntil} />
        </span>
      )}
      {rule.firingSince !== null && rule.state === 'enabled' && (
        <span className="text-muted">
          {isMuted && 'failing '}since <TimeAgo at={rule.firingSince} />
        </span>
      )}
    </span>
  );
}
