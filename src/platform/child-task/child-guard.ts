// A thread that ends its process: when the parent is gone, or a little after the time is up, should the parent not have done it.
import { workerData } from 'node:worker_threads';

const POLL_MS = 500;
const GRACE_MS = 10_000;

// Given by serveChild, in this form.
const { parent, timeoutMs } = workerData as { parent: number; timeoutMs: number };
const deadline = Date.now() + timeoutMs + GRACE_MS;

setInterval(() => {
  if (process.ppid !== parent || Date.now() > deadline) process.kill(process.pid, 'SIGKILL');
}, POLL_MS);
