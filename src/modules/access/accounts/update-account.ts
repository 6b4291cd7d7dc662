// Changes one's own name.
import { z } from 'zod';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import { personName } from '../user.ts';
import type { Account } from './account.ts';
import { getAccount } from './get-account.ts';
import { renameUser } from './store.ts';

const accountInput = z.strictObject({ name: personName });

export async function updateAccount(ctx: PersonCtx, raw: unknown): Promise<Account> {
  const { name } = parseInput(accountInput, raw);
  const { deps, session } = ctx;
  const before = { name: session.user.name };
  if (name !== before.name) {
    await inTransaction(deps.db, async (tx) => {
      await renameUser(tx, session.user.id, { name, at: deps.clock.now() });
      await recordForPerson(tx, deps, {
        user: { ...session.user, name },
        action: 'user.update',
        from: visitorOf(ctx),
        before,
        after: { name },
      });
    });
  }
  return getAccount(ctx);
}
