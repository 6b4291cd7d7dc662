// The health of a server: the result of the latest contact.
import type { ServerHealth } from '../api/servers.ts';
import { HEALTH_WORDS } from '../text/tone.ts';
import { Badge } from './badge.tsx';

interface HealthBadgeProps {
  readonly health: ServerHealth;
  readonly detail?: string | null | undefined;
  readonly look?: 'plain' | 'washed' | undefined;
}

export function HealthBadge({ health, detail, look }: HealthBadgeProps) {
  const { word, tone } = HEALTH_WORDS[health];
  return (
    <Badge tone={tone} look={look} title={detail ?? undefined}>
      {word}
    </Badge>
  );
}
