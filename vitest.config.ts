// How tests run: beside the code and in test/, against one embedded PostgreSQL, a database of its own per file.
import { defineConfig } from 'vitest/config';

/** `npm run test:slow` runs the slow ones, and only those. */
const isSlow = process.env['ARMATURE_SLOW_TESTS'] === '1';

const EVERYWHERE = isSlow
  ? ['**/*.slow.test.ts']
  : ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'scripts/**/*.test.mjs', 'examples/**/*.test.ts'];
const NOWHERE = ['**/node_modules/**', 'test/peers/**', ...(isSlow ? [] : ['**/*.slow.test.ts'])];

/** The dashboard over a mock of the API. Its data tells how long ago things were, from when it is loaded: each file loads its own. The status page is shown by the program itself. */
const PAGES = ['test/web/!(status-page).test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    // most files wait for a browser, a process or the database, so two at a time pay even on two cores
    maxWorkers: 2,
    testTimeout: isSlow ? 600_000 : 30_000,
    hookTimeout: 60_000,
    // a machine that is busy with others may need longer than the library's one second
    expect: { poll: { timeout: 15_000 } },
    restoreMocks: true,
    projects: [
      {
        test: {
          name: 'program',
          include: EVERYWHERE,
          exclude: [...NOWHERE, ...PAGES],
          globalSetup: ['test/global-setup.ts'],
          // Files that come one after the other in one process load the program once: that was half of all the time. Whoever changes
          // something of the process (a prototype, a global, an environment variable) puts it back when it ends.
          isolate: false,
        },
      },
      { test: { name: 'pages', include: isSlow ? [] : PAGES, exclude: NOWHERE } },
    ],
  },
});
