// What only the tests need: other projects' MCP servers (test/peers), and a browser. Plain JavaScript for Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { ROOT } from './node24.mjs';

const CHROMIUM = '/usr/bin/chromium';
/** Peers bring browsers of their own, which no test of ours uses. */
const NO_BROWSERS = { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', PUPPETEER_SKIP_DOWNLOAD: '1' };

/** `drift`: the old and new versions of servers that only the slow tests compare. */
export function ensurePeers({ say, drift = false }) {
  installEach('test/peers', { say });
  if (drift) installEach('test/peers/drift', { say });
}

function installEach(place, { say }) {
  const folder = join(ROOT, place);
  if (!existsSync(folder)) return;
  for (const peer of readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package-lock.json')))) {
    // a peer that is one machine's binary is left out on the others, and its tests skip themselves
    const { cpu = [process.arch] } = JSON.parse(readFileSync(join(folder, peer, 'package.json'), 'utf8'));
    if (!cpu.includes(process.arch)) continue;
    ensureInstalled(join(folder, peer), { say, what: `the test peer ${peer}`, env: NO_BROWSERS });
  }
}

/** Tests of pages need it; without the right to install, it is said and those tests fail by themselves. */
export function ensureChromium({ say }) {
  if (existsSync(CHROMIUM)) return;
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    say(`${CHROMIUM} is missing and only an administrator may install it; the tests of pages will fail.`);
    return;
  }
  say('Installing Chromium (apt-get) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 2], env }).status === 0;
  if (!apt('update') || !apt('install', '-y', '--no-install-recommends', 'chromium'))
    say('Chromium could not be installed; the tests of pages will fail.');
}
