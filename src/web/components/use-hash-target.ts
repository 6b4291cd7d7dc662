// Brings what the fragment of the address names into view once it is there: a part that is loaded comes after the page.
import { useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';

export function useHashTarget(isThere: boolean): void {
  const { hash } = useLocation();
  useEffect(() => {
    if (isThere && hash !== '') document.getElementById(hash)?.scrollIntoView({ block: 'center' });
  }, [isThere, hash]);
}
