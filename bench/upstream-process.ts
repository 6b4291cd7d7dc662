// The API behind a published source as a process of its own, as any real one is: answers every call alike, with an issue of some size.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Resolves with its origin; the process ends with `scope`. */
export async function startUpstream(scope: AsyncDisposableStack): Promise<string> {
  const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  scope.defer(() => void child.kill());
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the upstream did not start'))),
  ]);
  return `http://127.0.0.1:${Number(port)}`;
}

const ISSUE = JSON.stringify({
  id: 1_347_000_123,
  number: 1347,
  state: 'open',
  title: 'Found a bug',
  body: 'It happens when the window is resized. '.repeat(20),
  user: { login: 'octocat', id: 583_231, type: 'User', site_admin: false },
  labels: ['bug', 'good first issue', 'help wanted'].map((name, id) => ({ id, name, color: 'f29513', default: id === 0 })),
  comments: 4,
  created_at: '2026-04-22T13:33:48Z',
  updated_at: '2026-04-22T13:33:48Z',
});

if (import.meta.main) {
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    incoming.once('end', () => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(ISSUE));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.once('disconnect', () => {
    server.closeAllConnections();
    server.close();
    process.exit();
  });
}
