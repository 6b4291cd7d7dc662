// One more member, within the bounds that keep lists whole. The caller holds the organization and writes the audit row.
import { AppError } from '#kernel/errors';
import type { Tx } from '#platform/db/connect';
import { MAX_ORGANIZATIONS } from '../sessions/session.ts';
import { MAX_MEMBERS } from './bounds.ts';
import type { GivenRole } from './given-role.ts';
import type { Member } from './member.ts';
import { countMembers, insertMember, memberOf, membershipsOf } from './store.ts';

/** Undefined for somebody who is a member already. */
export async function joinOrganization(
  tx: Tx,
  joining: { readonly orgId: string; readonly userId: string; readonly role: GivenRole; readonly at: Date },
): Promise<Member | undefined> {
  const { orgId, userId } = joining;
  if (await memberOf(tx, orgId, userId)) return undefined;
  if ((await countMembers(tx, orgId)) >= MAX_MEMBERS) {
    throw new AppError('conflict', `This organization has ${MAX_MEMBERS} members, which is the most one can have.`);
  }
  if ((await membershipsOf(tx, userId, MAX_ORGANIZATIONS)).length >= MAX_ORGANIZATIONS) {
    throw new AppError('conflict', `This person is in ${MAX_ORGANIZATIONS} organizations, which is the most one can be in.`);
  }
  return (await insertMember(tx, joining)) ? memberOf(tx, orgId, userId) : undefined;
}
