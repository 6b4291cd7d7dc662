// Handlers that do nothing, for tests that look at one queue: `{ ...IDLE_HANDLERS, 'run.execute': … }`.
import type { JobHandlers } from '#platform/jobs/jobs';

const idle = { concurrency: 1, handle: async () => undefined };

export const IDLE_HANDLERS: JobHandlers = {
  'run.execute': idle,
  'run.tick': idle,
  'server.sync': idle,
  'monitor.check': idle,
  'alert.deliver': idle,
  'alert.renotify': idle,
  'alert.unmute': idle,
  'bundle.compile': idle,
  'approval.resume': idle,
  'retention.sweep': idle,
  'organization.erase': idle,
};
