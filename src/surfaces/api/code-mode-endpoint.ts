// Mounts /product-mcp/<slug>: a source in mode code, for agents with an API key of its organization (spec 07 §2).
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { notFound } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { Ctx, Deps } from '#platform/ctx';
import type { HostedServer } from '#platform/mcp/define-tool';
import { mcpHandler } from '#platform/mcp/host';
import type { ApiEnv, ApiOptions } from './environment.ts';
import { callerOf } from './mcp-caller.ts';
import { refuseStranger } from './mcp-endpoint.ts';
import { guardPlace } from './mcp-guards.ts';
import type { Admitted } from './mcp-guards.ts';
import { labelled, sessionOf } from './mcp-session.ts';
import { ownCaller } from './own-caller.ts';
import { publishedHostOf } from './published-host.ts';
import { withFaults } from './published-faults.ts';
import type { CodeModeAsked } from './published-place.ts';
import { queryOf } from './query.ts';

const PATH = '/product-mcp/:slug';
const SLUG = /^[a-z0-9_-]{2,80}$/;

const ENVIRONMENT = /^[a-z][a-z0-9-]{0,31}$/;
/** What else a client puts into its address is no concern of ours. */
const query = z.object({
  environment: z.string().regex(ENVIRONMENT, 'must begin with a letter and hold at most 32 of a-z, 0-9 and -').default('production'),
  typecheck: z.enum(['on', 'off'], 'must be on or off').default('on'),
  codemode: z.enum(['true', 'false'], 'must be true or false').default('true'),
});

export function codeModeEndpoint(app: Hono<ApiEnv>, { deps, codeModeMcp }: ApiOptions): void {
  if (codeModeMcp === undefined) return;
  const { settings } = deps;
  const handle = mcpHandler((hosted: HostedServer) => hosted, { clock: deps.clock });
  const place = {
    path: PATH,
    methods: ['POST'],
    settings,
    admit: (c: Context<ApiEnv>) => admit(c, deps),
    challenge: refuseStranger,
    serve: async (c: Context<ApiEnv>, ctx: Ctx, message = {}) => {
      const { pathname } = new URL(c.req.url);
      const holder = { place: pathname, callerId: ctx.actor.id };
      const session = await sessionOf(deps, holder, { headers: c.req.raw.headers, message });
      const hosted = await codeModeMcp(ctx, askedOf(c, session.key));
      return labelled(await handle(c.req.raw, withFaults(hosted, ctx), message), session);
    },
  };
  const isAt = (host: string): boolean => publishedHostOf(host, settings)?.isOfProducts === false;
  if (settings.baseDomain !== undefined) guardPlace(app, { ...place, isAt });
  guardPlace(app, place);
}

async function admit(c: Context<ApiEnv>, deps: Deps): Promise<Admitted<Ctx> | undefined> {
  const admitted = ownCaller(c, deps) ?? (await callerOf(c, { deps }));
  // under the name of another organization there is nothing of this one
  const named = publishedHostOf((c.req.header('host') ?? '').toLowerCase(), deps.settings)?.orgSlug;
  if (admitted !== undefined && named !== undefined && named !== admitted.caller.org.slug) throw notFound('source');
  return admitted;
}

function askedOf(c: Context<ApiEnv>, sessionKey: string): CodeModeAsked {
  const { environment, typecheck, codemode } = parseInput(query, queryOf(c));
  const slug = c.req.param('slug') ?? '';
  if (!SLUG.test(slug)) throw notFound('source');
  return { slug, environment, typechecks: typecheck === 'on', runsCode: codemode === 'true', sessionKey };
}
