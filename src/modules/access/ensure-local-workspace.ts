// The first start of the single-user mode: one local person who owns one organization.
import { z } from 'zod';
import type { OrgRef } from '#kernel/context';
import { parseInput } from '#kernel/parse-input';
import type { Deps } from '#platform/ctx';
import { inTransaction } from '#platform/db/transaction';
import { addOrganization } from './create-organization.ts';
import { organizationName, slugField } from './organization.ts';
import { insertMember, lockFirstStart, memberOf, organizationBySlug, upsertUser } from './store.ts';
import type { User } from './user.ts';

const LOCAL_EMAIL = 'local@localhost';

const input = z.strictObject({ slug: slugField, name: organizationName });

export interface LocalWorkspace {
  readonly user: User;
  readonly org: OrgRef;
  /** True for the start that made the organization. */
  readonly created: boolean;
}

/** Safe to repeat and to run in two processes at once. */
export async function ensureLocalWorkspace(
  deps: Pick<Deps, 'db' | 'clock'>,
  raw: { readonly slug: string; readonly name: string },
): Promise<LocalWorkspace> {
  const { slug, name } = parseInput(input, raw);
  return inTransaction(deps.db, async (tx) => {
    await lockFirstStart(tx);
    const user = await upsertUser(tx, { email: LOCAL_EMAIL, name: 'Local user', at: deps.clock.now() });
    const made = await addOrganization(tx, deps, { slug, name, ownerUserId: user.id });
    const organization = made ?? (await organizationBySlug(tx, slug));
    if (!organization) throw new Error(`organization ${slug} vanished during the first start`);
    // A database that served a team before has another owner; the local person still may do everything but own it.
    if (!(await memberOf(tx, organization.id, user.id))) {
      await insertMember(tx, { orgId: organization.id, userId: user.id, role: 'admin', at: deps.clock.now() });
    }
    return { user, org: { id: organization.id, slug: organization.slug, name: organization.name }, created: made !== undefined };
  });
}
