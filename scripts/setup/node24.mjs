// Finds a Node that runs this project (24 or newer): the one npm brought, or the one that runs us. Plain JavaScript for Node 20.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NEEDED_MAJOR = 24;
const PACKAGED = `${ROOT}node_modules/node-${process.platform}-${process.arch}/bin/node`;

const major = (version) => Number.parseInt(version, 10);

/** @returns {string} the program's path; throws with what to do. */
export function findNode() {
  if (existsSync(PACKAGED)) return PACKAGED;
  if (major(process.versions.node) >= NEEDED_MAJOR) return process.execPath;
  throw new Error(
    existsSync(`${ROOT}node_modules`)
      ? `Armature needs Node ${NEEDED_MAJOR} or newer, and this is ${process.versions.node}. Install it from https://nodejs.org and start again.`
      : 'Armature is not installed yet: run npm start once in its folder.',
  );
}

/** The environment of our own programs: this Node first on the PATH, and compiled code kept for the next start. */
export const nodeEnv = (node = findNode()) => ({
  ...process.env,
  PATH: `${node.slice(0, node.lastIndexOf('/'))}:${process.env.PATH ?? ''}`,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? `${ROOT}.cache/compile`,
});

/**
 * Runs a program of ours in the foreground and ends as it ends. Where the running Node can (22.15 and newer, not on
 * Windows), the program takes the place of this process: one process, not two. Else it is a child.
 */
export function runForeground(args, { canReplace = typeof process.execve === 'function' && process.platform !== 'win32' } = {}) {
  const node = findNode();
  if (canReplace) process.execve(node, [node, ...args], nodeEnv(node));
  else runChild(node, args);
}

/**
 * The child has our terminal, so Ctrl-C reaches it by itself; other signals are passed on. Should we be killed, the child
 * sees its channel to us close (`disconnect`).
 */
function runChild(node, args) {
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: nodeEnv(node) });
  const isTerminal = process.stdin.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !isTerminal) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`Could not run ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}

/** For scripts that import the project's TypeScript: goes on in Node 24 when called with an older one. */
export function continueOnNode24(scriptUrl) {
  if (major(process.versions.node) >= NEEDED_MAJOR) return;
  const node = findNode();
  const { status } = spawnSync(node, [fileURLToPath(scriptUrl), ...process.argv.slice(2)], { stdio: 'inherit', env: nodeEnv(node) });
  process.exit(status ?? 1);
}
