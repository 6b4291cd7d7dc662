// Builds the dashboard, and only when its sources changed. Plain JavaScript for Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { findNode, nodeEnv, ROOT } from './node24.mjs';
import { hashOf, isStamped, stamp } from './stamp.mjs';

const STAMP = `${ROOT}dist/web.stamp`;
const GALLERIES = `${ROOT}.cache/web-gallery/`;
/** A build that a test run of the last hours may still be serving is kept. */
const KEPT_MS = 6 * 3_600_000;
const isTest = (path) => /\.test\.tsx?$/.test(path);
const hashOfSources = () => hashOf(ROOT, ['src/web', 'package-lock.json'], { except: isTest });

/** Into dist/web, as it is served. */
export function ensureWebBuilt({ say }) {
  const hash = hashOfSources();
  if (isStamped(STAMP, hash) && existsSync(`${ROOT}dist/web/index.html`)) return;
  say('Building the dashboard …');
  buildWeb([]);
  stamp(STAMP, hash);
}

/** With the gallery, for the browser tests, into a folder per state of the sources: runs side by side share it. */
export function ensureGalleryBuilt() {
  const folder = `${GALLERIES}${hashOfSources().slice(0, 16)}`;
  if (existsSync(folder)) return folder;
  mkdirSync(GALLERIES, { recursive: true });
  for (const name of readdirSync(GALLERIES)) {
    if (Date.now() - statSync(`${GALLERIES}${name}`).mtimeMs > KEPT_MS) rmSync(`${GALLERIES}${name}`, { recursive: true, force: true });
  }
  const draft = `${folder}.${process.pid}`;
  buildWeb(['--mode', 'gallery', '--outDir', draft]);
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another run was faster, with the same sources.
    if (!existsSync(folder)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

function buildWeb(more) {
  const node = findNode();
  const args = ['node_modules/vite/bin/vite.js', 'build', '--config', 'src/web/vite.config.ts', '--logLevel', 'warn', ...more];
  // Always as it is served: NODE_ENV of a test run would build the slow React that looks for mistakes.
  const env = { ...nodeEnv(node), NODE_ENV: 'production' };
  const { status } = spawnSync(node, args, { cwd: ROOT, stdio: ['ignore', 2, 2], env });
  if (status !== 0) throw new Error('The dashboard could not be built; the message is above.');
}
