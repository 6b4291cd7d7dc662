// npm run test:slow: the tests that take minutes (*.slow.test.ts): conformance sets, faults, endurance. Ends like npm test.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tallyOf } from './checks/tally.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { findNode, nodeEnv, ROOT } from './setup/node24.mjs';
import { readOr } from './setup/stamp.mjs';
import { ensurePeers } from './setup/test-tools.mjs';

const REPORT = `${ROOT}.cache/vitest-slow.json`;
const say = (text) => console.log(text);

await ensureInstalled(ROOT, { say, what: 'packages' });
await ensurePeers({ say, drift: true });
rmSync(REPORT, { force: true });
const args = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${REPORT}`,
  ...process.argv.slice(2),
];
const { status } = spawnSync(findNode(), args, { cwd: ROOT, stdio: ['ignore', 1, 2], env: { ...nodeEnv(), ARMATURE_SLOW_TESTS: '1' } });
const { passed, failed } = tallyOf(readOr(REPORT, ''), status);
process.exitCode = failed === 0 ? 0 : 1;
say(`${passed} passed, ${failed} failed`);
