// A thread that takes one upload apart and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { parseUpload } from './upload-parse.ts';

if (!(workerData instanceof Uint8Array)) throw new Error('an upload comes as bytes');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is a thread, not a window
parentPort?.postMessage(parseUpload(workerData));
