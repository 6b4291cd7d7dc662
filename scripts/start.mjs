// npm start: installs what is missing, builds the dashboard when it changed, then runs `armature up`. Safe to run twice; never asks.
import { ensureInstalled } from './setup/install.mjs';
import { ROOT, runForeground } from './setup/node24.mjs';
import { ensureWebBuilt } from './setup/web-build.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

try {
  await ensureInstalled(ROOT, { say, what: 'packages, about a minute the first time' });
  ensureWebBuilt({ say });
  runForeground([`${ROOT}src/main.ts`, 'up', ...process.argv.slice(2)]);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
