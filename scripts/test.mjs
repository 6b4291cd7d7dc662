// npm test: sets up what is missing, runs every check and test, and ends with one line, `N passed, N failed`.
// Words select a part: checks with a word in their name, test files with it in their path.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { CHECKS } from './checks/all.mjs';
import { runChecks } from './checks/run-checks.mjs';
import { tallyOf } from './checks/tally.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { findNode, nodeEnv, ROOT } from './setup/node24.mjs';
import { readOr } from './setup/stamp.mjs';
import { ensureChromium, ensurePeers } from './setup/test-tools.mjs';
import { ensureWebBuilt } from './setup/web-build.mjs';

const REPORT = `${ROOT}.cache/vitest.json`;
const words = process.argv.slice(2);
const say = (text) => console.log(text);

function setUp() {
  ensureInstalled(ROOT, { say, what: 'packages, about a minute the first time' });
  ensurePeers({ say });
  ensureChromium({ say });
  ensureWebBuilt({ say });
}

function runTests() {
  mkdirSync(`${ROOT}.cache`, { recursive: true });
  rmSync(REPORT, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const { status } = spawnSync(findNode(), [...args, ...(words.length > 0 ? ['--passWithNoTests'] : []), ...words], { cwd: ROOT, stdio: ['ignore', 1, 2], env: nodeEnv() });
  return tallyOf(readOr(REPORT, ''), status);
}

try {
  setUp();
  const checks = await runChecks({ only: CHECKS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word))) });
  const tests = runTests();
  if (tests.skipped > 0) say(`${tests.skipped} tests were skipped`);
  const passed = checks.passed + tests.passed;
  // A selection that selects nothing proves nothing.
  const failed = checks.failed + tests.failed + (passed + checks.failed + tests.failed === 0 ? 1 : 0);
  process.exitCode = failed === 0 ? 0 : 1;
  say(`${passed} passed, ${failed} failed`);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
  say('0 passed, 1 failed');
}
