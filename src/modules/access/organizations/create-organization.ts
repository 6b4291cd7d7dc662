// Makes an organization with its one owner. For first start, the operator and tests; no caller's role is asked.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { record } from '../audit/record.ts';
import { conflictOn } from '../conflict-on.ts';
import { insertMember } from '../members/store.ts';
import type { Visitor } from '../sessions/record-for-person.ts';
import { userById } from '../store.ts';
import { organizationName, slugField } from './organization.ts';
import type { Organization } from './organization.ts';
import { insertOrganization } from './store.ts';

const newOrganization = z.strictObject({
  slug: slugField,
  name: organizationName,
  ownerUserId: z.string(),
});
/** `from`: which request, and from where, for the audit log. */
type NewOrganization = z.infer<typeof newOrganization> & {
  readonly from?: Visitor | undefined;
};

type Doors = Pick<Deps, 'db' | 'clock'>;

/** Throws `conflict` on `slug` when it is or ever was taken. */
export async function createOrganization(deps: Doors, raw: unknown): Promise<Organization> {
  const input = parseInput(newOrganization, raw);
  return inTransaction(deps.db, async (tx) => {
    const created = await addOrganization(tx, deps, input);
    if (created) return created;
    throw conflictOn('slug', 'is taken');
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
  const { requestId = randomUUID(), ip, userAgent } = input.from ?? {};
  await record(
    tx,
    { deps, org: organization, actor, requestId, ip, userAgent },
    {
      action: 'organization.create',
      objectType: 'organization',
      objectId: organization.id,
      after: { slug: organization.slug, name: organization.name },
    },
  );
  return organization;
}
