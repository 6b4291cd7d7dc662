// How many rows of a long list to draw: a screenful at once, the rest while the browser has nothing better to do.
import { startTransition, useEffect, useState } from 'react';

const FIRST = 120;
const STEP = 240;

/** `needed` rows are always drawn, such as those up to one that is cited. */
export function useGrowingCount(total: number, needed: number): number {
  const [count, setCount] = useState(FIRST);
  const drawn = Math.max(count, needed);
  useEffect(() => {
    if (drawn >= total) return undefined;
    const timer = setTimeout(() => startTransition(() => setCount(drawn + STEP)));
    return () => clearTimeout(timer);
  }, [drawn, total]);
  return drawn;
}
