// What retention deleted is in the audit log of the organization it belonged to.
import type { OrgRef } from '#kernel/context';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { systemCtx } from '../system-ctx.ts';
import { record } from './record.ts';

interface Sweep {
  readonly org: OrgRef;
  readonly signal: AbortSignal;
  /** Counts of what is gone, and before when it was made. */
  readonly after: Readonly<Record<string, unknown>>;
}

export const recordSweep = (tx: Tx, deps: Deps, { org, signal, after }: Sweep): Promise<void> =>
  record(tx, systemCtx(deps, org, { name: 'retention', signal }), {
    action: 'retention.sweep',
    objectType: 'organization',
    objectId: org.id,
    after,
  });
