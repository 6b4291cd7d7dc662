// What only the tests need: other projects' MCP servers (test/peers), and a browser. Plain JavaScript for Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { ROOT } from './node24.mjs';

const HEADLESS = '/usr/bin/chromium-headless-shell';
const CHROMIUM = '/usr/bin/chromium';
/** Peers bring browsers of their own, which no test of ours uses. */
const NO_BROWSERS = { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', PUPPETEER_SKIP_DOWNLOAD: '1' };

/** `drift`: the old and new versions of servers that only the slow tests compare. */
export async function ensurePeers({ say, drift = false }) {
  await installEach('test/peers', { say });
  if (drift) await installEach('test/peers/drift', { say });
}

/** What the benchmarks compare with, and the documents they measure on. */
export async function ensureBenchPeers({ say }) {
  await installEach('test/peers/bench', { say });
  await installEach('test/peers', { say, only: ['openapi-specs'] });
}

/** npm waits for the network most of the time. */
const AT_ONCE = 3;

async function installEach(place, { say, only }) {
  const folder = join(ROOT, place);
  if (!existsSync(folder)) return;
  const wanted = [];
  for (const peer of readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package-lock.json')))) {
    if (only && !only.includes(peer)) continue;
    // a peer that is one machine's binary is left out on the others, and its tests skip themselves
    const { cpu = [process.arch] } = JSON.parse(readFileSync(join(folder, peer, 'package.json'), 'utf8'));
    if (!cpu.includes(process.arch)) continue;
    wanted.push(peer);
  }
  const install = async () => {
    for (let peer = wanted.shift(); peer !== undefined; peer = wanted.shift())
      await ensureInstalled(join(folder, peer), { say, what: `the test peer ${peer}`, env: NO_BROWSERS });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, install));
}

/** Tests of pages need one; without the right to install, it is said and those tests fail by themselves. */
export function ensureChromium({ say }) {
  if (existsSync(HEADLESS)) return;
  const otherwise = existsSync(CHROMIUM) ? `the tests of pages take ${CHROMIUM}, which is slower.` : 'the tests of pages will fail.';
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    say(`${HEADLESS} is missing and only an administrator may install it; ${otherwise}`);
    return;
  }
  say('Installing the headless Chromium (apt-get) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-q', ...args], { stdio: ['ignore', 'ignore', 2], env }).status === 0;
  const install = (name) => apt('install', '-y', '--no-install-recommends', name);
  // Distributions that do not pack the shell by itself have the whole browser.
  if (apt('update') && (install('chromium-headless-shell') || (!existsSync(CHROMIUM) && install('chromium')))) return;
  say(`It could not be installed; ${otherwise}`);
}
