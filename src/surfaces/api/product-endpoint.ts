// Mounts /mcp/<org>/<slug>: a source in mode tools, for callers with their own credential of the product (spec 06 §4).
import type { Context, Hono } from 'hono';
import { AppError, notFound } from '#kernel/errors';
import type { Deps } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import { mcpHandler } from '#platform/mcp/host';
import { requestOf } from './authenticate.ts';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { refuseStranger } from './mcp-endpoint.ts';
import { guardPlace } from './mcp-guards.ts';
import type { Admitted } from './mcp-guards.ts';
import { labelled, sessionOf } from './mcp-session.ts';
import { withFaults } from './published-faults.ts';
import { publishedHostOf } from './published-host.ts';
import type { ProductAdmitted, ProductAsked } from './published-place.ts';
import { limitNetwork } from './rate-limit.ts';

const PATH = '/mcp/:org/:slug';
/** Under the name `mcp.<org>.<BASE_DOMAIN>`. */
const SHORT_PATH = '/:slug';
const SLUG = /^[a-z0-9_-]{2,80}$/;
const ORG_SLUG = /^[a-z0-9][a-z0-9-]{1,38}$/;

export function productEndpoint(app: Hono<ApiEnv>, { deps, productMcp }: ApiOptions): void {
  if (productMcp === undefined) return;
  const { settings } = deps;
  const handle = mcpHandler((hosted: HostedServer) => hosted, { clock: deps.clock });
  const place = {
    methods: ['POST'],
    settings,
    takesAnyHeader: true,
    admit: (c: Context<ApiEnv>) => admit(c, deps, productMcp),
    challenge: refuseStranger,
    serve: async (c: Context<ApiEnv>, caller: ProductAdmitted, message = {}) => {
      const holder = { place: new URL(c.req.url).pathname, callerId: caller.callerId };
      const session = await sessionOf(deps, holder, { headers: c.req.raw.headers, message });
      const hosted = await caller.serverFor(session.key);
      return labelled(await handle(c.req.raw, withFaults(hosted, requestOf(deps, c)), message), session);
    },
  };
  if (settings.baseDomain !== undefined) {
    const isOfProducts = (host: string, wanted: boolean) => publishedHostOf(host, settings)?.isOfProducts === wanted;
    guardPlace(app, { ...place, path: SHORT_PATH, isAt: (host) => isOfProducts(host, true) });
    guardPlace(app, { ...place, path: PATH, isAt: (host) => isOfProducts(host, false) });
  }
  guardPlace(app, { ...place, path: PATH });
}

type ProductMcp = NonNullable<ApiOptions['productMcp']>;

/** What can be had without a credential. */
const COSTLY: ReadonlySet<string> = new Set(['not_found', 'source_paused', 'unauthenticated']);

async function admit(c: Context<ApiEnv>, deps: Deps, productMcp: ProductMcp): Promise<Admitted<ProductAdmitted>> {
  const asked = askedOf(c, deps);
  try {
    // a caller's credential is the product's: it is judged anew with every request
    return { caller: await productMcp(deps, asked), isRevoked: () => false };
  } catch (error) {
    // whoever is not let in has cost queries all the same
    if (error instanceof AppError && COSTLY.has(error.code)) await limitNetwork(deps, c.get('address'));
    throw error;
  }
}

function askedOf(c: Context<ApiEnv>, deps: Deps): ProductAsked {
  const { signal, requestId, ip, userAgent } = requestOf(deps, c);
  const named = publishedHostOf((c.req.header('host') ?? '').toLowerCase(), deps.settings)?.orgSlug;
  const orgSlug = c.req.param('org') ?? named ?? '';
  const slug = c.req.param('slug') ?? '';
  const own = c.env?.ownServer;
  // neither under the name of another organization nor for another one is there anything of this one
  const isOf = (org: string | undefined): boolean => org === undefined || org === orgSlug;
  if (!ORG_SLUG.test(orgSlug) || !SLUG.test(slug) || !isOf(named) || !isOf(own?.org.slug)) throw notFound('source');
  return { signal, requestId, ip, userAgent, orgSlug, slug, headers: c.req.raw.headers, query: new URL(c.req.url).searchParams, own };
}
