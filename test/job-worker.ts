// A worker process for the tests, made to be killed: it takes a run and holds it for ever.
import { silentLog } from '#platform/log';
import { createJobs } from '#platform/jobs/boss';
import { IDLE_HANDLERS } from './idle-handlers.ts';

const jobs = await createJobs({ connectionString: process.argv[2] ?? '', log: silentLog });
await jobs.work({
  ...IDLE_HANDLERS,
  'run.execute': {
    concurrency: 1,
    handle: () => {
      process.send?.('working');
      return Promise.withResolvers<void>().promise;
    },
  },
});
process.send?.('ready');
