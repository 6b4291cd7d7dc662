// A handshake that comes or goes is told once, and one bad moment is not told at all.
import { expect, test } from 'vitest';
import { eraFindings } from './era-findings.ts';
import type { Eras } from './sync.ts';

const eras = (modern: boolean | null, legacy: boolean | null): Eras => ({ modern, legacy });
const BOTH = eras(true, true);

test.each<[string, Eras, Eras[], string[]]>([
  ['the first contact has no history', BOTH, [], []],
  ['the same as before', BOTH, [BOTH, BOTH], []],
  ['modern comes', BOTH, [eras(false, true), eras(false, true)], ['now also speaks 2026-07-28']],
  ['modern comes right after the first contact', BOTH, [eras(false, true)], ['now also speaks 2026-07-28']],
  ['legacy comes', BOTH, [eras(true, false), eras(true, false)], ['now also answers initialize']],
  ['legacy fails once', eras(true, false), [BOTH, BOTH], []],
  ['legacy fails twice', eras(true, false), [eras(true, false), BOTH], ['no longer answers initialize']],
  ['legacy fails a third time', eras(true, false), [eras(true, false), eras(true, false)], []],
  ['legacy is back after one failure', BOTH, [eras(true, false), BOTH], []],
  ['modern goes', eras(false, true), [eras(false, true), BOTH], ['no longer answers server/discover']],
  ['not tried', eras(null, true), [BOTH, BOTH], []],
  ['not tried before', BOTH, [eras(null, true), eras(null, true)], []],
])('%s', (_what, now, before, messages) => {
  expect(eraFindings(now, before, '2026-07-28').map(({ message }) => message)).toEqual(messages);
});
