// A signed-in person's own account: profile, password, second factor, sessions, and founding an organization.
import type { Context, Hono } from 'hono';
import {
  beginTwoFactor,
  changePassword,
  confirmTwoFactor,
  disableTwoFactor,
  endOtherSessions,
  endSessionById,
  foundOrganization,
  getAccount,
  listSessions,
  renewBackupCodes,
  updateAccount,
} from '#modules/access';
import type { PersonCtx } from '#modules/access';
import { parseInput } from '#kernel/parse-input';
import { readJson } from '../body.ts';
import type { ApiEnv, ApiOptions } from '../environment.ts';
import { refuseMalformedIds } from '../path-ids.ts';
import { queryOf } from '../query.ts';
import { nothing } from '../schemas/nothing.ts';
import { sessionDoor } from './session-door.ts';

const ACCOUNT = '/api/app/account';

export function accountRoutes(app: Hono<ApiEnv>, { deps }: ApiOptions): void {
  const { personOf } = sessionDoor(deps);
  const person = async (c: Context<ApiEnv>): Promise<PersonCtx> => {
    const ctx = await personOf(c);
    parseInput(nothing, queryOf(c));
    return ctx;
  };
  const body = (c: Context<ApiEnv>) => readJson(c.req.raw);

  app.get(ACCOUNT, async (c) => c.json(await getAccount(await person(c))));
  app.patch(ACCOUNT, async (c) => c.json(await updateAccount(await person(c), await body(c))));
  app.post(`${ACCOUNT}/organizations`, async (c) => c.json(await foundOrganization(await person(c), await body(c)), 201));
  app.post(`${ACCOUNT}/password`, async (c) => {
    await changePassword(await person(c), await body(c));
    return c.json({ ok: true });
  });

  app.get(`${ACCOUNT}/sessions`, async (c) => c.json({ rows: await listSessions(await person(c)) }));
  app.delete(`${ACCOUNT}/sessions`, async (c) => {
    await endOtherSessions(await person(c));
    return c.json({ ok: true });
  });
  app.delete(`${ACCOUNT}/sessions/:sessionId`, async (c) => {
    const ctx = await person(c);
    const sessionId = c.req.param('sessionId');
    refuseMalformedIds({ sessionId });
    await endSessionById(ctx, { sessionId });
    return c.json({ ok: true });
  });

  app.post(`${ACCOUNT}/two-factor`, async (c) => c.json(await beginTwoFactor(await person(c), await body(c))));
  app.post(`${ACCOUNT}/two-factor/backup-codes`, async (c) => c.json(await renewBackupCodes(await person(c), await body(c))));
  app.post(`${ACCOUNT}/two-factor/confirm`, async (c) => {
    await confirmTwoFactor(await person(c), await body(c));
    return c.json({ ok: true });
  });
  app.post(`${ACCOUNT}/two-factor/disable`, async (c) => {
    await disableTwoFactor(await person(c), await body(c));
    return c.json({ ok: true });
  });
}
