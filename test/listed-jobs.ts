// A job queue that is a list: tests read what was enqueued, and call the verb themselves.
import type { JobRequest, Jobs } from '#platform/jobs/jobs';

export interface ListedJobs {
  readonly jobs: Jobs;
  /** Everything enqueued so far, oldest first; keys and groups are not looked at. */
  readonly requests: JobRequest[];
}

export function listedJobs(): ListedJobs {
  const requests: JobRequest[] = [];
  const refuse = (): Promise<never> => Promise.reject(new Error('this world has no workers; call the verb itself'));
  return {
    requests,
    jobs: {
      enqueue: (_tx, name, payload, options) => {
        // The three belong together by the signature; a union cannot be built from generics without saying so.
        requests.push({ name, payload, options } as unknown as JobRequest);
        return Promise.resolve();
      },
      enqueueAll: (_tx, more) => {
        requests.push(...more);
        return Promise.resolve();
      },
      poke: () => undefined,
      work: refuse,
      stop: () => Promise.resolve(),
    },
  };
}
