// The job of one check, as a value.
import type { JobRequest } from '#platform/jobs/jobs';

export interface Waiting {
  readonly monitorId: string;
  readonly serverId: string | undefined;
  /** Null for a check that follows a change of the monitor. */
  readonly tickAt: Date | null;
  readonly startAfter?: Date | undefined;
}

/** One waits per monitor, and servers share the workers: a slow one holds up itself. */
export const checkJob = ({ monitorId, serverId, tickAt, startAfter }: Waiting): JobRequest => ({
  name: 'monitor.check',
  payload: { monitorId, tickAt: tickAt?.toISOString() ?? null },
  options: { singletonKey: tickAt === null ? `${monitorId}:change` : monitorId, group: serverId, startAfter },
});
