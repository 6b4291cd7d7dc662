// Work a visitor does not wait for, so that the time of the answer tells nothing. What is lost with the process is asked for again.
import type { VisitorCtx } from '../sessions/person-ctx.ts';

export function inBackground({ deps, requestId }: Pick<VisitorCtx, 'deps' | 'requestId'>, work: () => Promise<void>): void {
  work().catch((error: unknown) => deps.log.error({ requestId, error }, 'work behind an answered request failed'));
}
