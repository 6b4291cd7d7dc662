// Uptime and latency of a monitor as they stand in a table or a headline.
import { duration } from '../text/duration.ts';
import { uptimeText, uptimeTone } from '../text/monitor-words.ts';
import { TONE_TEXT } from './badge.tsx';
import { cx } from './cx.ts';

/** `percent` between 0 and 100. */
export function Uptime({ percent, className }: { readonly percent: number | null; readonly className?: string | undefined }) {
  return (
    <span
      className={cx('data font-medium', percent === null ? 'text-faint' : TONE_TEXT[uptimeTone(percent)], className)}
      title={percent === null ? 'No check that counts' : 'Passed checks of all that count; maintenance is left out'}
    >
      {uptimeText(percent)}
    </span>
  );
}

export function Latencies({ p50Ms, p95Ms }: { readonly p50Ms: number | null; readonly p95Ms: number | null }) {
  if (p50Ms === null && p95Ms === null) return <span className="text-faint">–</span>;
  return (
    <span className="data" title="Half of the answered calls, and 95 of 100, took at most so long">
      {duration(p50Ms)} <span className="text-faint">/</span> {duration(p95Ms)}
    </span>
  );
}
