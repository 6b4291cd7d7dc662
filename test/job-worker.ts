// A worker process for the tests, made to be killed: it takes a run and holds it for ever.
import { silentLog } from '#platform/log';
import { createJobs } from '#platform/jobs/boss';

const jobs = await createJobs({ connectionString: process.argv[2] ?? '', log: silentLog });
const idle = { concurrency: 1, handle: async () => undefined };
await jobs.work({
  'run.execute': {
    concurrency: 1,
    handle: () => {
      process.send?.('working');
      return Promise.withResolvers<void>().promise;
    },
  },
  'run.tick': idle,
  'server.sync': idle,
  'retention.sweep': idle,
  'organization.erase': idle,
});
process.send?.('ready');
