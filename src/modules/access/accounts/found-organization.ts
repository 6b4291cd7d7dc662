// A signed-in person founds an organization and owns it; so the first person of an instance begins.
import { z } from 'zod';
import { AppError, invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import type { Role } from '#kernel/role';
import { inTransaction } from '#platform/db/transaction';
import { addOrganization } from '../organizations/create-organization.ts';
import { organizationName, slugField, slugOf } from '../organizations/organization.ts';
import { visitorOf } from '../sessions/person-ctx.ts';
import type { PersonCtx } from '../sessions/person-ctx.ts';
import { MAX_ORGANIZATIONS } from '../sessions/session.ts';

const foundInput = z.strictObject({ name: organizationName, slug: slugField.optional() });

/** The slug follows from the name unless given. Throws `conflict` on `slug` when it is taken or was once. */
export async function foundOrganization(
  ctx: PersonCtx,
  raw: unknown,
): Promise<{ readonly id: string; readonly slug: string; readonly name: string; readonly role: Role }> {
  const { name, slug = slugOf(name) } = parseInput(foundInput, raw);
  if (slug === undefined) throw invalidField('slug', 'cannot be made from this name; choose one');
  const { deps, session } = ctx;
  if (session.organizations.length >= MAX_ORGANIZATIONS) {
    throw new AppError('conflict', `You are in ${MAX_ORGANIZATIONS} organizations already.`);
  }
  const made = await inTransaction(deps.db, (tx) =>
    addOrganization(tx, deps, { name, slug, ownerUserId: session.user.id, from: visitorOf(ctx) }),
  );
  if (!made) throw new AppError('conflict', 'slug: is taken', { fieldErrors: [{ field: 'slug', message: 'is taken' }] });
  return { id: made.id, slug: made.slug, name: made.name, role: 'owner' };
}
