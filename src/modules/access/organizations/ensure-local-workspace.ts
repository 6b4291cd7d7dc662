// The first start of the single-user mode: one local person who owns one organization.
import { z } from 'zod';
import type { OrgRef } from '#kernel/context';
import { parseInput } from '#kernel/parse-input';
import type { Deps } from '#platform/ctx';
import type { Tx } from '#platform/db/connect';
import { inTransaction } from '#platform/db/transaction';
import { memberOf } from '../members/store.ts';
import { upsertUser } from '../store.ts';
import type { User } from '../user.ts';
import { addOrganization } from './create-organization.ts';
import { organizationName, slugField } from './organization.ts';
import type { Organization } from './organization.ts';
import { lockFirstStart, organizationBySlug } from './store.ts';

export const LOCAL_EMAIL = 'local@localhost';
/** A deleted organization keeps its slug for ever, and others may have taken it; whoever meets more than this many needs no demo. */
const MAX_SLUGS = 50;

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
    const { organization, created } = await findOrMake(tx, deps, { slug, name, ownerUserId: user.id });
    return { user, org: { id: organization.id, slug: organization.slug, name: organization.name }, created };
  });
}

/** `demo`; where that one was deleted or is somebody else's, `demo-2`, and so on: what a stranger founded under our name is no place for ours. */
async function findOrMake(
  tx: Tx,
  deps: Pick<Deps, 'clock'>,
  wanted: { readonly slug: string; readonly name: string; readonly ownerUserId: string },
): Promise<{ readonly organization: Organization; readonly created: boolean }> {
  for (let n = 1; n <= MAX_SLUGS; n += 1) {
    const slug = n === 1 ? wanted.slug : `${wanted.slug}-${n}`;
    const made = await addOrganization(tx, deps, { ...wanted, slug });
    if (made) return { organization: made, created: true };
    const organization = await organizationBySlug(tx, slug);
    if (organization && (await memberOf(tx, organization.id, wanted.ownerUserId))) return { organization, created: false };
  }
  throw new Error(`every organization from ${wanted.slug} to ${wanted.slug}-${MAX_SLUGS} was deleted or is somebody else's`);
}
