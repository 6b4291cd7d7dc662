// The MCP server under test as a process of its own, as any real one is: the demo store on a free loopback port.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { createAcmeStore } from '../src/surfaces/demo/acme-store.ts';

/** Resolves with the server's URL; the process ends with `scope`. */
export async function startStore(scope: AsyncDisposableStack): Promise<string> {
  const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  scope.defer(() => void child.kill());
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the store did not start'))),
  ]);
  return `http://127.0.0.1:${Number(port)}/mcp`;
}

if (import.meta.main) {
  const server = serve({ fetch: createAcmeStore(), port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(port));
  process.once('disconnect', () => {
    server.close();
    process.exit();
  });
}
