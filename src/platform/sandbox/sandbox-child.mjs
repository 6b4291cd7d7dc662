// Where a sandbox process begins: it gets its program from us, through the pipe, and becomes it. Plain JavaScript, as the program is:
// what Node loads to take types off costs a process more than the rest of its start, and behind its walls nothing can be kept for the next.
import { readSync } from 'node:fs';
import { registerHooks } from 'node:module';

const STDIN = 0;
const LENGTH_BYTES = 4;
const BUSY_PIPE_MS = 1;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Made by engines.ts, in this form. */
const { entry, files } = JSON.parse(taken(taken(LENGTH_BYTES).readUInt32LE()).toString('utf8'));

registerHooks({
  load: (url, context, next) => {
    const source = Object.hasOwn(files, url) ? files[url] : undefined;
    return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true };
  },
});
await import(entry);

/** Exactly so many: what follows is the program's own. */
function taken(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const read = readOnce(bytes, at);
    // Nobody is there any more.
    if (read === 0) process.exit(0);
    at += read;
  }
  return bytes;
}

/** A pipe that somebody set not to block says so when it is empty. */
function readOnce(bytes, at) {
  for (;;) {
    try {
      return readSync(STDIN, bytes, at, bytes.length - at, null);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, BUSY_PIPE_MS);
    }
  }
}
