// What needs attention above the history of a monitor: why it fails and since when, maintenance, a tool that is gone.
import type { Monitor } from '../api/monitors.ts';
import { REASON_WORDS } from '../text/monitor-words.ts';
import { Banner } from './banner.tsx';
import { TimeAgo } from './time-ago.tsx';

export function MonitorBanners({ monitor }: { readonly monitor: Monitor }) {
  return (
    <>
      {monitor.warnings.map((warning) => (
        <Banner key={warning} tone="partial" title={warning} />
      ))}
      {monitor.inMaintenance && (
        <Banner tone="idle" title="In maintenance">
          Its server is in a maintenance window: checks go on, nobody is alerted, and uptime leaves them out.
        </Banner>
      )}
      {monitor.state === 'active' && (monitor.status === 'fail' || monitor.status === 'error') && <Trouble monitor={monitor} />}
    </>
  );
}

function Trouble({ monitor: { status, statusSince, consecutiveFailures, lastCheck } }: { readonly monitor: Monitor }) {
  const reason = lastCheck?.reason ?? null;
  const sentence = reason === null ? undefined : REASON_WORDS[reason][1];
  return (
    <Banner
      tone={status === 'fail' ? 'fail' : 'error'}
      title={sentence ?? (status === 'fail' ? 'The server answers wrongly' : 'The server gives no usable answer')}
    >
      {lastCheck?.message !== null && lastCheck?.message !== undefined && <p>{lastCheck.message}</p>}
      <p className="text-muted">
        {statusSince !== null && (
          <>
            Began <TimeAgo at={statusSince} />
          </>
        )}
        {consecutiveFailures > 1 && `, ${consecutiveFailures} checks in a row`}.
      </p>
    </Banner>
  );
}
