// Builds the dashboard into dist/web, and only when its sources changed. Plain JavaScript for Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findNode, nodeEnv, ROOT } from './node24.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

const STAMP = `${ROOT}dist/web.stamp`;
const isTest = (path) => /\.test\.tsx?$/.test(path);

export function ensureWebBuilt({ say }) {
  const hash = hashOf(ROOT, ['src/web', 'package-lock.json'], { except: isTest });
  if (isStamped(STAMP, hash) && existsSync(`${ROOT}dist/web/index.html`)) return;
  say('Building the dashboard …');
  const node = findNode();
  const args = ['node_modules/vite/bin/vite.js', 'build', '--config', 'src/web/vite.config.ts', '--logLevel', 'warn'];
  const { status } = spawnSync(node, args, { cwd: ROOT, stdio: ['ignore', 2, 2], env: nodeEnv(node) });
  if (status !== 0) throw new Error('The dashboard could not be built; the message is above.');
  stamp(STAMP, hash);
}
