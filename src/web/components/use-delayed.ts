// A value that follows another after it has rested: for questions to the server while someone types.
import { useEffect, useState } from 'react';

export function useDelayed<T>(value: T, pauseMs: number): T {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return delayed;
}
