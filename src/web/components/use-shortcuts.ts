// Keys that work on every page: `/` search, `g` and a letter to go somewhere, `?` for help, Ctrl K for the palette.
import { useEffect } from 'react';
import { NAVIGATION } from './navigation.tsx';

const CHORD_MS = 1_200;

interface Shortcuts {
  readonly org: string;
  readonly go: (address: string) => void;
  readonly openPalette: () => void;
  readonly openHelp: () => void;
}

export function useShortcuts({ org, go, openPalette, openHelp }: Shortcuts): void {
  useEffect(() => {
    let chordUntil = 0;
    const onKeyDown = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return take(event, openPalette);
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.composedPath()[0] ?? event.target)) return undefined;
      if (Date.now() < chordUntil) {
        chordUntil = 0;
        const item = NAVIGATION.find(({ key }) => key === event.key);
        return item ? take(event, () => go(item.to(org))) : undefined;
      }
      if (event.key === 'g') chordUntil = Date.now() + CHORD_MS;
      if (event.key === '/') return take(event, () => focusSearch(openPalette));
      return event.key === '?' ? take(event, openHelp) : undefined;
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [org, go, openPalette, openHelp]);
}

function take(event: KeyboardEvent, action: () => void): void {
  event.preventDefault();
  action();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null)
  );
}

/** The search field of the page, or the palette where a page has none. */
function focusSearch(otherwise: () => void): void {
  const field = document.querySelector<HTMLInputElement>('[data-search]');
  if (field === null) otherwise();
  else field.select();
}
