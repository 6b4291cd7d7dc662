// The applications a person has let in, in all their organizations, the newest first.
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { MAX_LISTED } from './connected-app.ts';
import type { OwnApp } from './connected-app.ts';
import { appsOfUser } from './store.ts';

export const listOwnApps = ({ deps, session }: PersonCtx): Promise<readonly OwnApp[]> =>
  appsOfUser(deps.db, session.user.id, { now: deps.clock.now(), limit: MAX_LISTED });
