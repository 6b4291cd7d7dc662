// Who works by keyboard or ear stands at the first wrong field when a form does not go on.
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

export interface FocusOnTrouble {
  readonly form: RefObject<HTMLFormElement | null>;
  /** Call it when something is wrong; the focus moves once the fields say so. */
  readonly onTrouble: () => void;
}

export function useFocusOnTrouble(): FocusOnTrouble {
  const form = useRef<HTMLFormElement>(null);
  const [troubles, setTroubles] = useState(0);
  useEffect(() => {
    if (troubles > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [troubles]);
  return { form, onTrouble: () => setTroubles((before) => before + 1) };
}
