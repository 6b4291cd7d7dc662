// npm run bench: the benchmarks beside their peers, one table. A name as argument runs that part only.
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './setup/install.mjs';
import { findNode, nodeEnv, ROOT } from './setup/node24.mjs';
import { ensureBenchPeers } from './setup/test-tools.mjs';
import { ensureWebBuilt } from './setup/web-build.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

await ensureInstalled(ROOT, { say, what: 'packages' });
await ensureBenchPeers({ say });
ensureWebBuilt({ say });
const { status } = spawnSync(findNode(), ['bench/main.ts', ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit', env: nodeEnv() });
process.exitCode = status ?? 1;
