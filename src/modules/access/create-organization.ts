// Makes an organization with its one owner. For first start, the operator and tests; no caller's role is asked.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { record } from './audit/record.ts';
import { organizationName, slugField } from './organization.ts';
import type { Organization } from './organization.ts';
import { insertMember, insertOrganization, userById } from './store.ts';

export const newOrganization = z.strictObject({
  slug: slugField,
  name: organizationName,
  ownerUserId: z.string(),
});
export type NewOrganization = z.infer<typeof newOrganization>;

type Doors = Pick<Deps, 'db' | 'clock'>;

/** Throws `conflict` on `slug` when it is taken. */
export async function createOrganization(deps: Doors, raw: unknown): Promise<Organization> {
  const input = parseInput(newOrganization, raw);
  return inTransaction(deps.db, async (tx) => {
    const created = await addOrganization(tx, deps, input);
    if (created) return created;
    throw new AppError('conflict', 'slug: is taken', { fieldErrors: [{ field: 'slug', message: 'is taken' }] });
  });
}

/** Organization, owner and audit row in the caller's transaction; undefined when the slug is taken. */
export async function addOrganization(tx: Tx, deps: Pick<Doors, 'clock'>, input: NewOrganization): Promise<Organization | undefined> {
  const at = deps.clock.now();
  const owner = await userById(tx, input.ownerUserId);
  if (!owner) throw invalidField('ownerUserId', 'is not a known user');
  const organization = await insertOrganization(tx, { slug: input.slug, name: input.name, at });
  if (!organization) return undefined;
  await insertMember(tx, { orgId: organization.id, userId: owner.id, role: 'owner', at });
  const actor = { type: 'user', id: owner.id, name: owner.name, role: 'owner' } as const;
  await record(
    tx,
    { deps, org: organization, actor, requestId: randomUUID() },
    {
      action: 'organization.create',
      objectType: 'organization',
      objectId: organization.id,
      after: { slug: organization.slug, name: organization.name },
    },
  );
  return organization;
}
