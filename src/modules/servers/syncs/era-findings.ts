// What changed in which handshakes a server answers. Pure.
import type { Eras, SyncFinding } from './sync.ts';

/** How many earlier contacts it looks at. */
export const ERAS_LOOKED_BACK = 2;

const GAINED = {
  modern: (version: string | null) => `now also speaks ${version ?? 'the modern protocol'}`,
  legacy: () => 'now also answers initialize',
};
const LOST = { modern: 'no longer answers server/discover', legacy: 'no longer answers initialize' };

/**
 * `before`: what earlier contacts learned, newest first. A handshake counts as lost when it failed twice in a row, so that one
 * bad moment of the server is no news; for the same reason one that only failed once was not lost and is not gained again.
 */
export function eraFindings(now: Eras, before: readonly Eras[], protocolVersion: string | null): SyncFinding[] {
  const [last, older] = before;
  if (!last) return [];
  return (['modern', 'legacy'] as const).flatMap((era): SyncFinding[] => {
    const wasSpoken = older?.[era] ?? null;
    if (now[era] === true && last[era] === false && wasSpoken !== true) {
      return [{ rule: 'era_gained', severity: 'info', message: GAINED[era](protocolVersion) }];
    }
    if (now[era] === false && last[era] === false && wasSpoken === true) {
      return [{ rule: 'era_lost', severity: 'warning', message: LOST[era] }];
    }
    return [];
  });
}
