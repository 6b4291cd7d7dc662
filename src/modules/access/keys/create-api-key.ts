// Makes an API key. The token is in the answer once and nowhere else afterwards (spec 09 §5).
import { z } from 'zod';
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { hasRole, requireRole, ROLES } from '#kernel/role';
import type { Role } from '#kernel/role';
import { textField } from '#kernel/text-field';
import type { Ctx } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { conflictOn } from '../conflict-on.ts';
import { holdOrganization } from '../members/hold-organization.ts';
import { requirePerson } from '../require-person.ts';
import { newToken } from './api-key.ts';
import type { ApiKey } from './api-key.ts';
import { MAX_KEYS } from './bounds.ts';
import { hashSecret } from './hash-secret.ts';
import { countLiveKeys, insertKey } from './store.ts';

const newApiKey = z.strictObject({
  name: textField(60),
  /** At most the maker's own, which is the default. */
  role: z.enum(ROLES, `must be one of ${ROLES.join(', ')}`).optional(),
});

export async function createApiKey(ctx: Ctx, raw: unknown): Promise<{ readonly token: string; readonly key: ApiKey }> {
  requireRole(ctx, 'viewer');
  requirePerson(ctx);
  const { name, role = ctx.actor.role } = parseInput(newApiKey, raw);
  refuseAbove(ctx.actor.role, role);
  const { token, keyId, secret } = newToken();
  const hashed = await hashSecret(secret);
  const key = await inTransaction(ctx.deps.db, async (tx) => {
    refuseAbove((await holdOrganization(tx, ctx, 'viewer')).role, role);
    if ((await countLiveKeys(tx, ctx.org.id)) >= MAX_KEYS) throw new AppError('conflict', `There are ${MAX_KEYS} keys. Revoke one first.`);
    const createdBy = { userId: ctx.actor.type === 'user' ? ctx.actor.id : null, name: ctx.actor.name };
    const made = await insertKey(tx, { ...hashed, id: keyId, orgId: ctx.org.id, name, role, createdBy, at: ctx.deps.clock.now() });
    if (!made) throw conflictOn('name', 'is taken by another key');
    await record(tx, ctx, { action: 'api_key.create', objectType: 'api_key', objectId: made.id, after: { name, role } });
    return made;
  });
  return { token, key };
}

function refuseAbove(own: Role, role: Role): void {
  if (!hasRole(own, role)) throw invalidField('role', `must not be above your own role, ${own}`);
}
