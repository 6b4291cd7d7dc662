// How a route of the dashboard learns who is asking: a signed-in person, never an API key, and in which organization.
import type { Context } from 'hono';
import type { PersonCtx, SessionInfo } from '#modules/access';
import { AppError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { Ctx, Deps } from '#platform/ctx';
import { ctxOf, requireSession } from '../authenticate.ts';
import type { ApiEnv } from '../environment.ts';
import { refuseMalformedIds } from '../path-ids.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';

/** The path of everything that belongs to one organization. */
export const IN_ORG = '/api/app/o/:slug';

type AppContext = Context<ApiEnv>;

export interface SessionDoor {
  /** The session; a request with an API key is refused. */
  sessionOf(c: AppContext): Promise<SessionInfo>;
  /** The person outside of any organization. */
  personOf(c: AppContext): Promise<PersonCtx>;
  /** The person in the organization of the path. */
  inOrg(c: AppContext): Promise<Ctx>;
  /** The same for what takes no query. */
  plainly(c: AppContext): Promise<Ctx>;
}

export function sessionDoor(deps: Deps): SessionDoor {
  const sessionOf = (c: AppContext): Promise<SessionInfo> => {
    refuseKeys(c);
    return requireSession(deps, c);
  };
  const personOf = async (c: AppContext): Promise<PersonCtx> => {
    const session = await sessionOf(c);
    return { deps, session, ip: c.get('address'), userAgent: c.req.header('user-agent')?.slice(0, 300), requestId: c.get('requestId') };
  };
  const inOrg = async (c: AppContext): Promise<Ctx> => {
    const ctx = ctxOf({ deps, c, session: await sessionOf(c), slug: c.req.param('slug') ?? '' });
    const { slug: _, ...ids } = c.req.param() as Readonly<Record<string, string>>;
    refuseMalformedIds(ids);
    return ctx;
  };
  const plainly = async (c: AppContext): Promise<Ctx> => {
    const ctx = await inOrg(c);
    parseInput(nothing, queryOf(c));
    return ctx;
  };
  return { sessionOf, personOf, inOrg, plainly };
}

/** A leaked key must not be able to mint access. */
export function refuseKeys(c: AppContext): void {
  if (c.req.header('authorization') !== undefined) {
    throw new AppError('forbidden_role', 'API keys cannot use this; sign in to the dashboard.');
  }
}
