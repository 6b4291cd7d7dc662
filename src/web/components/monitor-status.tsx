// What a monitor stands at, in a word with its tone; maintenance stands beside it.
import type { Monitor } from '../api/monitors.ts';
import { monitorWord, REASON_WORDS } from '../text/monitor-words.ts';
import { Badge } from './badge.tsx';
import { Tag } from './tag.tsx';

interface MonitorStatusProps {
  readonly monitor: Pick<Monitor, 'state' | 'status' | 'lastCheck' | 'inMaintenance'>;
  readonly look?: 'plain' | 'washed' | undefined;
}

export function MonitorStatus({ monitor, look }: MonitorStatusProps) {
  const { word, tone } = monitorWord(monitor);
  const reason = monitor.state === 'active' ? (monitor.lastCheck?.reason ?? null) : null;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5">
      <Badge tone={tone} look={look} title={reason === null ? undefined : REASON_WORDS[reason][1]}>
        {word}
      </Badge>
      {monitor.inMaintenance && (
        <Tag tone="accent" title="The server is in a maintenance window: nobody is alerted, uptime leaves it out">
          In maintenance
        </Tag>
      )}
    </span>
  );
}
