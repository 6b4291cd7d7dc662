// What the server says of a script while someone writes it: asked after a pause, and never about a text that is not there any more.
import { useEffect, useState } from 'react';
import { checkScript } from '../api/playground.ts';
import type { Asked, ScriptCheck } from '../api/playground.ts';

const PAUSE_MS = 500;
const UNREACHED: ScriptCheck = { faults: [], unchecked: 'the server cannot do it at the moment' };

export interface CheckedScript extends ScriptCheck {
  /** What the answer is about; undefined before the first one. */
  readonly code: string | undefined;
}

interface CheckedPlace extends Pick<Asked, 'org' | 'slug' | 'environment'> {
  readonly code: string;
}

/** The last answer, until the next one is there. A text of nothing has no faults, at once. */
export function useScriptCheck({ org, slug, environment, code }: CheckedPlace): CheckedScript {
  const [checked, setChecked] = useState<CheckedScript>({ code: undefined, faults: [] });
  const isEmpty = code.trim() === '';
  useEffect(() => {
    if (isEmpty) {
      setChecked({ code, faults: [] });
      return undefined;
    }
    const leaving = new AbortController();
    const { signal } = leaving;
    const timer = setTimeout(() => {
      const answered = checkScript({ org, slug, environment, signal }, code).catch(() => UNREACHED);
      void answered.then((check) => {
        if (!signal.aborted) setChecked({ ...check, code });
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [org, slug, environment, code, isEmpty]);
  return checked;
}
