// How tests run: beside the code and in test/, against one embedded PostgreSQL, a database of its own per file.
import { defineConfig } from 'vitest/config';

/** `npm run test:slow` runs the slow ones, and only those. */
const isSlow = process.env['ARMATURE_SLOW_TESTS'] === '1';

export default defineConfig({
  test: {
    include: isSlow
      ? ['**/*.slow.test.ts']
      : ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'scripts/**/*.test.mjs', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/peers/**', ...(isSlow ? [] : ['**/*.slow.test.ts'])],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    // most files wait for a browser, a process or the database, so two at a time pay even on two cores
    maxWorkers: 2,
    // Files that come one after the other in one process load the program once: that was half of all the time. Whoever changes something of
    // the process (a prototype, a global, an environment variable) puts it back when it ends.
    isolate: false,
    testTimeout: isSlow ? 600_000 : 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
