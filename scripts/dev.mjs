// npm run dev: the server, started again on every change, and the dashboard with hot reload on port 4601.
import { spawn } from 'node:child_process';
import { ensureInstalled } from './setup/install.mjs';
import { findNode, nodeEnv, ROOT } from './setup/node24.mjs';

await ensureInstalled(ROOT, { say: (text) => console.error(text), what: 'packages' });
const node = findNode();
const children = [
  ['--watch-path=src', '--watch-preserve-output', 'src/main.ts', 'up'],
  ['node_modules/vite/bin/vite.js', '--config', 'src/web/vite.config.ts'],
].map((args) => spawn(node, args, { cwd: ROOT, stdio: 'inherit', env: nodeEnv(node) }));

const stop = (signal) => children.forEach((child) => child.kill(signal));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
// One without the other is of no use.
for (const child of children) child.on('exit', () => stop('SIGTERM'));
