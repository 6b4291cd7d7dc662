// A time relative to now, with the exact UTC time on hover; it ages while it is looked at.
import { useEffect, useState } from 'react';
import { exactTime, relativeTime } from '../text/relative-time.ts';

const TICK_MS = 10_000;

export function TimeAgo({ at, fallback = '–' }: { readonly at: string | null | undefined; readonly fallback?: string | undefined }) {
  const now = useNow(at !== null && at !== undefined);
  if (at === null || at === undefined) return <span className="text-faint">{fallback}</span>;
  return (
    <time dateTime={at} title={exactTime(at)} className="whitespace-nowrap">
      {relativeTime(at, now)}
    </time>
  );
}

function useNow(isOn: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isOn) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isOn]);
  return now;
}
