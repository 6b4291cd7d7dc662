// E-mail is built in: its row is made the first time anybody looks at or adds a destination, before another can take its name.
import { newId } from '#kernel/ids';
import type { Ctx } from '#platform/ctx';
import type { Db, Tx } from '#platform/db/connect';
import { insertEmailOnce } from './store.ts';

const NAME = 'Email';

export const ensureEmail = (ctx: Ctx, db: Db | Tx): Promise<void> =>
  insertEmailOnce(db, { id: newId('dest'), orgId: ctx.org.id, name: NAME, now: ctx.deps.clock.now() });
