// A time relative to now, with the exact UTC time on hover; it ages while it is looked at.
import { useEffect, useState } from 'react';
import { exactTime, relativeTime } from '../text/relative-time.ts';

const TICK_MS = 10_000;

export function TimeAgo({ at, fallback = '–' }: { readonly at: string | null | undefined; readonly fallback?: string | undefined }) {
  const now = useNow(at);
  if (at === null || at === undefined) return <span className="text-faint">{fallback}</span>;
  return (
    <time dateTime={at} title={exactTime(at)} className="whitespace-nowrap">
      {relativeTime(at, now)}
    </time>
  );
}

/** Looks at the clock again with every new time: one that is newer than the last look would lie in the future. */
function useNow(at: string | null | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (at === null || at === undefined) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [at]);
  return now;
}
