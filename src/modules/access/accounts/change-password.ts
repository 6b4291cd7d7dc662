// Sets another password, or a first one, and ends every other session of the person.
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { inTransaction } from '#platform/db/transaction';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { recordForPerson } from '../sessions/record-for-person.ts';
import { deleteSessionsOf } from '../sessions/store.ts';
import { confirmPassword } from './password-input.ts';
import { newPasswordField, passwordFault } from './password-rules.ts';
import { endPending } from './store.ts';
import { countTry, forgiveTry } from './try-limits.ts';
import { requirePasswords } from './visitor-doors.ts';

const changeInput = z.strictObject({ currentPassword: z.string().max(1024).optional(), newPassword: newPasswordField });

export async function changePassword(ctx: PersonCtx, raw: unknown): Promise<void> {
  requirePasswords(ctx);
  const { currentPassword, newPassword } = parseInput(changeInput, raw);
  const { deps, session } = ctx;
  const { user } = session;
  const fault = passwordFault(newPassword, user);
  if (fault !== undefined) throw invalidField('newPassword', fault);
  await countTry(ctx, 'confirm', user.id);
  const current =
    currentPassword === undefined ? undefined : await confirmPassword(ctx, { field: 'currentPassword', password: currentPassword });
  const password = await deps.auth.prepare(newPassword);
  await inTransaction(deps.db, async (tx) => {
    const changed = await deps.auth.changePassword(tx, { userId: user.id, currentPassword: current, password });
    if (!changed.ok) throw invalidField('currentPassword', 'is not right');
    await endPending(tx, user.id);
    const ended = await deleteSessionsOf(tx, user.id, { except: session.sessionId });
    await recordForPerson(tx, deps, { user, action: 'user.password_change', from: visitorOf(ctx), note: `other sessions ended: ${ended}` });
  });
  await forgiveTry(ctx, 'confirm', user.id);
}
