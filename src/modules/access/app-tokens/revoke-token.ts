// The revocation endpoint (RFC 7009): an application gives back a token, and with it all it has. The answer never tells whether there was one.
import { inTransaction } from '#platform/db/transaction';
import type { VisitorCtx } from '../sessions/person-ctx.ts';
import { forgetApp } from './authenticate-access-token.ts';
import { endGrant } from '../connected-apps/end-grant.ts';
import { holdGrant } from '../connected-apps/store.ts';
import { tokenByHash } from './store.ts';
import { appTokenHash } from './token.ts';

export async function revokeToken(ctx: VisitorCtx, form: URLSearchParams): Promise<void> {
  const hash = appTokenHash(form.get('token') ?? '');
  if (hash === undefined) return;
  const clientId = form.get('client_id') ?? undefined;
  const ended = await inTransaction(ctx.deps.db, async (tx) => {
    const token = await tokenByHash(tx, hash);
    const grant = token && (await holdGrant(tx, token.grantId));
    if (!grant || (clientId !== undefined && clientId !== grant.clientId)) return undefined;
    await endGrant(tx, ctx, { grant, note: 'the application gave its token back' });
    return grant.id;
  });
  if (ended !== undefined) forgetApp(ctx.deps, ended);
}
