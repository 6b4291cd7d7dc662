// Whether a person has had the page before them for a moment: a click that was begun elsewhere must decide nothing here.
import { useEffect, useState } from 'react';

/** Longer than the pause inside a double click. */
const SETTLE_MS = 700;

/** False until the window has had the focus for that long, and again whenever it loses it. */
export function useSettled(): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsettle = () => {
      clearTimeout(timer);
      setSettled(false);
    };
    const settle = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setSettled(true), SETTLE_MS);
    };
    if (document.hasFocus()) settle();
    window.addEventListener('focus', settle);
    window.addEventListener('blur', unsettle);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('focus', settle);
      window.removeEventListener('blur', unsettle);
    };
  }, []);
  return isSettled;
}
