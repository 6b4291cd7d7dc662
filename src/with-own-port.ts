// PORT=0: takes a port nobody listens on before anything is built, so that every link the instance makes leads back to it.
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '#config/config';

/** The configuration itself unless its port is 0. A public URL the operator wrote stays as it is. */
export async function withOwnPort(config: Config): Promise<Config> {
  if (config.port !== 0 || !config.roles.includes('web')) return config;
  const port = await freePort(config.host);
  const publicUrl = new URL(config.settings.publicUrl);
  if (publicUrl.port === '0') publicUrl.port = String(port);
  return { ...config, port, settings: { ...config.settings, publicUrl: publicUrl.origin } };
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error(`No free port on ${host}.`);
  return address.port;
}
