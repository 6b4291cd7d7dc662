// A world whose endpoints the conformance suite and other clients can reach: over HTTP, and through a proxy that knows a credential.
import type { Hono } from 'hono';
import { createApiKey } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import type { World } from '#test/harness';
import type { ApiEnv } from '../../src/surfaces/api/environment.ts';
import { listen } from '../../src/surfaces/api/listen.ts';
import { makeAppWorld } from '../oauth-app-world.ts';
import { startCredentialProxy } from './credential-proxy.ts';

interface Served {
  /** For clients that send the key themselves. */
  readonly url: string;
  /** For those that cannot. */
  readonly proxiedUrl: string;
}

export interface ConformanceWorld {
  readonly world: World;
  /** Of an owner: an API key, or what an application of hers was given. */
  readonly token: string;
  /** `credential`: what the proxy sends as bearer token, instead of `token`. */
  serve(app: Hono<ApiEnv>, path: string, credential?: string): Promise<Served>;
  close(): Promise<void>;
}

export async function makeConformanceWorld(by: 'key' | 'application' = 'key'): Promise<ConformanceWorld> {
  const stops = new AsyncDisposableStack();
  const world = await makeAppWorld();
  stops.defer(() => world.close());
  const token = by === 'key' ? await keyOf(world.ada) : (await world.connectApp(world.ada)).access;
  return {
    world,
    token,
    serve: async (app, path, credential = token) => {
      const listening = await listen(app, { host: '127.0.0.1', port: 0 });
      stops.defer(() => listening.close(0));
      const url = `http://127.0.0.1:${listening.port}${path}`;
      const proxy = await startCredentialProxy({ url, token: credential });
      stops.defer(() => proxy.close());
      return { url, proxiedUrl: proxy.url };
    },
    close: () => stops.disposeAsync(),
  };
}

async function keyOf(ctx: Ctx): Promise<string> {
  const { token } = await createApiKey(ctx, { name: 'conformance', role: 'owner' });
  return token;
}
