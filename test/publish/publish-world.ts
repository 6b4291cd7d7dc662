// A world whose published endpoints can be reached: over HTTP with keys, and from inside the process, over a pet store on loopback.
import { createApiKey } from '#modules/access';
import { createSource, uploadBundle } from '#modules/sources';
import type { Role } from '#kernel/role';
import type { Ctx, Deps } from '#platform/ctx';
import type { OwnMcp } from '#platform/mcp/own-mcp';
import { createApi } from '../../src/surfaces/api/app.ts';
import { listen } from '../../src/surfaces/api/listen.ts';
import { ownMcpOf } from '../../src/surfaces/api/own-mcp.ts';
import { codeModeServer } from '../../src/surfaces/product-mcp/code-mode-server.ts';
import { admitProductCaller } from '../../src/surfaces/product-mcp/product-server.ts';
import { makeWorld } from '../harness.ts';
import type { World, WorldOverrides } from '../harness.ts';
import { startPetstoreApi } from './petstore-api.ts';
import type { PetstoreApi } from './petstore-api.ts';
import { petstoreDocument } from './petstore-document.ts';

interface Publishing {
  readonly slug?: string;
  readonly environment?: string;
  readonly openapi?: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
}

export interface PublishWorld extends World {
  readonly app: ReturnType<typeof appOf>;
  /** Origin. */
  readonly url: string;
  readonly petstore: PetstoreApi;
  /** A source in mode code with an active bundle; of the pet store, if nothing else is said. Answers the bundle's id. */
  publish(ctx: Ctx, what?: Publishing): Promise<string>;
  keyOf(ctx: Ctx, role?: Role): Promise<string>;
}

const appOf = (deps: Deps) =>
  createApi({ deps, webDir: undefined, version: '0.0.0-test', codeModeMcp: codeModeServer, productMcp: admitProductCaller });

export async function makePublishWorld(overrides: WorldOverrides = {}): Promise<PublishWorld> {
  const stops = new AsyncDisposableStack();
  const ownMcp: OwnMcp = (server, url, init) => reachOwn(server, url, init);
  const world = await makeWorld({ ownMcp, ...overrides, settings: { rateLimitPerMinute: 1_000_000, ...overrides.settings } });
  stops.defer(() => world.close());
  const app = appOf(world.deps);
  const reachOwn = ownMcpOf(app, world.deps.settings);
  const petstore = await startPetstoreApi();
  stops.defer(() => petstore.close());
  const listening = await listen(app, { host: '127.0.0.1', port: 0 });
  stops.defer(() => listening.close(0));
  const publish: PublishWorld['publish'] = async (ctx, { slug = 'petstore', environment, openapi, manifest = {} } = {}) => {
    await createSource(ctx, { name: `Pets ${slug}`, slug, mode: 'code' }).catch(ignoreTaken);
    const upload = { source: slug, environment, openapi: openapi ?? petstoreDocument(petstore.url), promote: true };
    const { bundle } = await uploadBundle(ctx, { ...upload, manifest: { clientName: 'petstore', vendorName: 'Petstore', ...manifest } });
    return bundle.id;
  };
  return {
    ...world,
    app,
    url: `http://127.0.0.1:${listening.port}`,
    petstore,
    publish,
    keyOf: async (ctx, role = ctx.actor.role) => (await createApiKey(ctx, { name: `agent ${crypto.randomUUID()}`, role })).token,
    close: () => stops.disposeAsync(),
  };
}

/** It was made for an earlier upload. */
function ignoreTaken(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('slug'))) throw error;
}
