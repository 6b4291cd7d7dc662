// Ownership: offered by the owner, taken by the one it is offered to, and one owner at every moment.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days } from '#kernel/duration';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import {
  acceptOwnership,
  changeRole,
  getOwnershipOffer,
  listAuditLog,
  listMembers,
  offerOwnership,
  withdrawOwnershipOffer,
} from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const rolesOf = async ({ ada }: Cast) => Object.fromEntries((await listMembers(ada)).map(({ name, role }) => [name, role]));
const as = (ctx: Ctx, role: 'owner' | 'admin'): Ctx => ({ ...ctx, actor: { ...ctx.actor, role } });

test('an offer changes nothing until it is accepted; then the old owner is an admin', async () => {
  const cast = await world.newOrg();
  const offer = await offerOwnership(cast.ada, { userId: cast.vera.actor.id });
  expect(offer).toMatchObject({ toUserId: cast.vera.actor.id, toName: 'Vera', isToYou: false });
  expect(await rolesOf(cast)).toEqual({ Ada: 'owner', Ben: 'editor', Vera: 'viewer' });
  await acceptOwnership(cast.vera);
  expect(await rolesOf(cast)).toEqual({ Ada: 'admin', Ben: 'editor', Vera: 'owner' });
  const [entry] = (await listAuditLog(cast.ada, { action: 'ownership.transfer' })).rows;
  expect(entry).toMatchObject({
    actor: { id: cast.vera.actor.id },
    before: { ownerUserId: cast.ada.actor.id },
    after: { ownerUserId: cast.vera.actor.id },
  });
  expect(await getOwnershipOffer(as(cast.vera, 'owner'))).toBeNull();
});

test('only the two it concerns see it', async () => {
  const cast = await world.newOrg();
  await offerOwnership(cast.ada, { userId: cast.ben.actor.id });
  expect(await getOwnershipOffer(cast.ada)).toMatchObject({ toName: 'Ben', isToYou: false });
  expect(await getOwnershipOffer(cast.ben)).toMatchObject({ toName: 'Ben', isToYou: true });
  expect(await getOwnershipOffer(cast.vera)).toBeNull();
  expect(await getOwnershipOffer(cast.eve)).toBeNull();
});

test('is made by the owner alone, to a member, who is not the owner', async () => {
  const cast = await world.newOrg();
  await changeRole(cast.ada, { userId: cast.ben.actor.id, role: 'admin' });
  for (const who of [as(cast.ben, 'admin'), cast.vera]) {
    await expect(offerOwnership(who, { userId: cast.vera.actor.id })).rejects.toMatchObject({ code: 'forbidden_role' });
  }
  // what the request says of the role is not what counts
  await expect(offerOwnership(as(cast.ben, 'owner'), { userId: cast.vera.actor.id })).rejects.toMatchObject({ code: 'forbidden_role' });
  for (const userId of [cast.eve.actor.id, 'usr_nobody', cast.ada.actor.id]) {
    await expect(offerOwnership(cast.ada, { userId })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'userId' }],
    });
  }
  await expect(offerOwnership(cast.eve, { userId: cast.ben.actor.id })).rejects.toMatchObject({ fieldErrors: [{ field: 'userId' }] });
});

test('is accepted only by the one it was made to, and within 7 days', async () => {
  const cast = await world.newOrg();
  await offerOwnership(cast.ada, { userId: cast.vera.actor.id });
  for (const who of [cast.ada, cast.ben, cast.eve]) {
    await expect(acceptOwnership(who)).rejects.toMatchObject({ code: 'not_found', thing: 'transfer' });
  }
  world.clock.advance(days(7));
  await expect(acceptOwnership(cast.vera)).rejects.toMatchObject({ code: 'not_found', thing: 'transfer' });
  expect(await getOwnershipOffer(cast.ada)).toBeNull();
  await offerOwnership(cast.ada, { userId: cast.ben.actor.id });
  await acceptOwnership(cast.ben);
  expect(await rolesOf(cast)).toMatchObject({ Ada: 'admin', Ben: 'owner' });
});

test('waits alone: a second one is refused until the first is withdrawn or declined', async () => {
  const cast = await world.newOrg();
  const toBen = { userId: cast.ben.actor.id };
  await offerOwnership(cast.ada, toBen);
  await expect(offerOwnership(cast.ada, { userId: cast.vera.actor.id })).rejects.toMatchObject({
    code: 'conflict',
    fieldErrors: [{ field: 'userId' }],
  });
  await expect(withdrawOwnershipOffer(cast.vera)).rejects.toMatchObject({ code: 'forbidden_role' });
  await withdrawOwnershipOffer(cast.ada);
  await expect(acceptOwnership(cast.ben)).rejects.toMatchObject({ code: 'not_found' });
  await expect(withdrawOwnershipOffer(cast.ada)).rejects.toMatchObject({ code: 'not_found', thing: 'transfer' });
  await offerOwnership(cast.ada, toBen);
  await withdrawOwnershipOffer(cast.ben);
  expect((await listAuditLog(cast.ada, { action: 'ownership.withdraw' })).rows.map(({ actor }) => actor.name)).toEqual(['Ben', 'Ada']);
});

test('accepted five times at once, or while it is withdrawn, leaves one owner', async () => {
  const cast = await world.newOrg();
  await offerOwnership(cast.ada, { userId: cast.ben.actor.id });
  const tries = await Promise.allSettled([...Array.from({ length: 5 }, () => acceptOwnership(cast.ben)), withdrawOwnershipOffer(cast.ada)]);
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(Object.values(await rolesOf(cast)).filter((role) => role === 'owner')).toHaveLength(1);
});
