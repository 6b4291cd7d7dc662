// Members: who changes whom, what ends with a membership, and that two at once never break the rules.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import {
  acceptOwnership,
  addMember,
  authenticateKey,
  changeRole,
  createApiKey,
  createInvitation,
  ensureUser,
  findInvitation,
  getOwnershipOffer,
  leaveOrganization,
  listApiKeys,
  listAuditLog,
  listMembers,
  offerOwnership,
  removeMember,
} from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const withRole = async (cast: Cast, name: string, role: 'viewer' | 'editor' | 'admin'): Promise<Ctx> => {
  const user = await ensureUser(world.deps, { email: `${name}-${crypto.randomUUID()}@example.test`, name });
  await addMember(cast.ada, { userId: user.id, role });
  return { ...cast.ada, actor: { type: 'user', id: user.id, name, role } };
};
const roleOf = async (cast: Cast, who: Ctx): Promise<Role | undefined> =>
  (await listMembers(cast.ada)).find(({ userId }) => userId === who.actor.id)?.role;
const ownersOf = async (cast: Cast) => (await listMembers(cast.ada)).filter(({ role }) => role === 'owner');

describe('changing a role', () => {
  test('counts at once, and writes down what it was', async () => {
    const cast = await world.newOrg();
    expect(await changeRole(cast.ada, { userId: cast.ben.actor.id, role: 'admin' })).toMatchObject({ name: 'Ben', role: 'admin' });
    expect(await roleOf(cast, cast.ben)).toBe('admin');
    const [entry] = (await listAuditLog(cast.ada, { action: 'member.update' })).rows;
    expect(entry).toMatchObject({ objectId: cast.ben.actor.id, before: { role: 'editor' }, after: { role: 'admin' } });
  });

  test('to what it is already changes and writes nothing', async () => {
    const cast = await world.newOrg();
    await changeRole(cast.ada, { userId: cast.ben.actor.id, role: 'editor' });
    expect((await listAuditLog(cast.ada, { action: 'member.update' })).total).toBe(0);
  });

  test('makes nobody an owner, and leaves the owner alone, even from himself', async () => {
    const cast = await world.newOrg();
    const admin = await withRole(cast, 'Kim', 'admin');
    await expect(changeRole(cast.ada, { userId: cast.ben.actor.id, role: 'owner' })).rejects.toMatchObject({
      fieldErrors: [{ field: 'role' }],
    });
    for (const who of [cast.ada, admin]) {
      await expect(changeRole(who, { userId: cast.ada.actor.id, role: 'viewer' })).rejects.toMatchObject({
        code: 'conflict',
        fieldErrors: [{ field: 'userId' }],
      });
    }
    expect(await ownersOf(cast)).toMatchObject([{ userId: cast.ada.actor.id }]);
  });

  test('is for admins, who may demote each other and themselves', async () => {
    const cast = await world.newOrg();
    const [kim, lee] = [await withRole(cast, 'Kim', 'admin'), await withRole(cast, 'Lee', 'admin')];
    for (const who of [cast.ben, cast.vera]) {
      await expect(changeRole(who, { userId: cast.vera.actor.id, role: 'viewer' })).rejects.toMatchObject({ code: 'forbidden_role' });
    }
    await changeRole(kim, { userId: lee.actor.id, role: 'viewer' });
    await changeRole(kim, { userId: kim.actor.id, role: 'editor' });
    expect([await roleOf(cast, kim), await roleOf(cast, lee)]).toEqual(['editor', 'viewer']);
  });

  test('by somebody who lost the right a moment before is refused, though the request began with it', async () => {
    const cast = await world.newOrg();
    const kim = await withRole(cast, 'Kim', 'admin');
    await changeRole(cast.ada, { userId: kim.actor.id, role: 'viewer' });
    await expect(changeRole(kim, { userId: cast.ben.actor.id, role: 'admin' })).rejects.toMatchObject({ code: 'forbidden_role' });
    await removeMember(cast.ada, { userId: kim.actor.id });
    await expect(changeRole(kim, { userId: cast.ben.actor.id, role: 'admin' })).rejects.toMatchObject({
      code: 'not_found',
      thing: 'organization',
    });
    expect(await roleOf(cast, cast.ben)).toBe('editor');
  });

  test('of each other at the same moment: one of the two admins comes first, and the other has lost the right', async () => {
    const cast = await world.newOrg();
    const [kim, lee] = [await withRole(cast, 'Kim', 'admin'), await withRole(cast, 'Lee', 'admin')];
    const tries = await Promise.allSettled([
      changeRole(kim, { userId: lee.actor.id, role: 'viewer' }),
      changeRole(lee, { userId: kim.actor.id, role: 'viewer' }),
    ]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(new Set([await roleOf(cast, kim), await roleOf(cast, lee)])).toEqual(new Set(['admin', 'viewer']));
  });

  test('below admin takes back the invitations that the person has open', async () => {
    const cast = await world.newOrg();
    const kim = await withRole(cast, 'Kim', 'admin');
    const token = tokenOf((await createInvitation(kim, { role: 'admin' })).url);
    const adas = tokenOf((await createInvitation(cast.ada, {})).url);
    await changeRole(cast.ada, { userId: kim.actor.id, role: 'editor' });
    expect(await findInvitation(world.deps, token)).toBeUndefined();
    expect(await findInvitation(world.deps, adas)).toBeDefined();
  });

  test.each(['usr_nobody', '', '%00', 'x'.repeat(5000)])('of %j is the 404 that somebody of another organization gets', async (userId) => {
    const cast = await world.newOrg();
    const foreign = changeRole(cast.ada, { userId: cast.eve.actor.id, role: 'viewer' });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found', thing: 'member' });
    await expect(changeRole(cast.ada, { userId, role: 'viewer' })).rejects.toMatchObject({ code: 'not_found', thing: 'member' });
    await expect(changeRole(cast.eve, { userId: cast.ben.actor.id, role: 'viewer' })).rejects.toMatchObject({
      code: 'not_found',
      thing: 'member',
    });
  });
});

const tokenOf = (url: string | null): string => new URL(url ?? '').searchParams.get('token') ?? '';

describe('removing a member', () => {
  test('ends membership and keys at once, and nobody else loses a key', async () => {
    const cast = await world.newOrg();
    const [bens, adas] = [await createApiKey(cast.ben, { name: 'ben' }), await createApiKey(cast.ada, { name: 'ada' })];
    expect(await authenticateKey(world.deps, bens.token, { ip: '192.0.2.1' })).toBeDefined();
    await removeMember(cast.ada, { userId: cast.ben.actor.id });
    expect(await roleOf(cast, cast.ben)).toBeUndefined();
    expect(await authenticateKey(world.deps, bens.token, { ip: '192.0.2.1' })).toBeUndefined();
    expect(await authenticateKey(world.deps, adas.token, { ip: '192.0.2.1' })).toBeDefined();
    expect((await listApiKeys(cast.ada)).map(({ name }) => name)).toEqual(['ada']);
    expect((await listAuditLog(cast.ada, {})).rows.map(({ action, objectId }) => [action, objectId])).toEqual(
      expect.arrayContaining([
        ['member.remove', cast.ben.actor.id],
        ['api_key.revoke', bens.key.id],
      ]),
    );
  });

  test('is for admins, never of the owner, and 404 for strangers', async () => {
    const cast = await world.newOrg();
    const kim = await withRole(cast, 'Kim', 'admin');
    for (const who of [cast.ben, cast.vera]) {
      await expect(removeMember(who, { userId: cast.vera.actor.id })).rejects.toMatchObject({ code: 'forbidden_role' });
    }
    await expect(removeMember(kim, { userId: cast.ada.actor.id })).rejects.toMatchObject({
      code: 'conflict',
      fieldErrors: [{ field: 'userId' }],
    });
    await expect(removeMember(cast.eve, { userId: cast.ben.actor.id })).rejects.toMatchObject({ code: 'not_found', thing: 'member' });
    await removeMember(kim, { userId: cast.ben.actor.id });
    await expect(removeMember(kim, { userId: cast.ben.actor.id })).rejects.toMatchObject({ code: 'not_found', thing: 'member' });
  });

  test('while that member makes a key leaves no key behind', async () => {
    const cast = await world.newOrg();
    const [made] = await Promise.allSettled([
      createApiKey(cast.ben, { name: 'late' }),
      removeMember(cast.ada, { userId: cast.ben.actor.id }),
    ]);
    expect(await listApiKeys(cast.ada)).toEqual([]);
    if (made.status === 'fulfilled') expect(await authenticateKey(world.deps, made.value.token, { ip: '192.0.2.2' })).toBeUndefined();
  });

  test('withdraws the ownership that was offered, also while it is being accepted', async () => {
    const cast = await world.newOrg();
    await offerOwnership(cast.ada, { userId: cast.ben.actor.id });
    const [accepted, removed] = await Promise.allSettled([
      acceptOwnership(cast.ben),
      removeMember(cast.ada, { userId: cast.ben.actor.id }),
    ]);
    expect([accepted.status, removed.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const owners = await ownersOf(cast);
    expect(owners).toHaveLength(1);
    expect(owners[0]?.userId).toBe(accepted.status === 'fulfilled' ? cast.ben.actor.id : cast.ada.actor.id);
  });

  test('voids the invitation that waits at their address, so that nobody comes back, or higher, by it', async () => {
    const cast = await world.newOrg();
    const email = `kim-${crypto.randomUUID()}@example.test`;
    const mailed = tokenOf((await createInvitation(cast.ada, { email, role: 'admin' })).url);
    const others = tokenOf((await createInvitation(cast.ada, { email: `lee-${email}` })).url);
    const kim = await ensureUser(world.deps, { email, name: 'Kim' });
    await addMember(cast.ada, { userId: kim.id, role: 'viewer' });
    await leaveOrganization({ ...cast.ada, actor: { type: 'user', id: kim.id, name: 'Kim', role: 'viewer' } });
    expect(await findInvitation(world.deps, mailed)).toBeUndefined();
    expect(await findInvitation(world.deps, others)).toBeDefined();
    expect((await listAuditLog(cast.ada, { action: 'invitation.revoke' })).rows).toMatchObject([{ before: { email, role: 'admin' } }]);
  });

  test('by an API key, whatever its role, is refused', async () => {
    const cast = await world.newOrg();
    const key: Ctx = { ...cast.ada, actor: { type: 'key', id: 'key_aaaaaaaaaaaa', name: 'ci', role: 'owner' } };
    for (const verb of [
      removeMember(key, { userId: cast.ben.actor.id }),
      changeRole(key, { userId: cast.ben.actor.id, role: 'admin' }),
      addMember(key, { userId: cast.eve.actor.id, role: 'admin' }),
      leaveOrganization(key),
    ]) {
      await expect(verb).rejects.toMatchObject({ code: 'forbidden_role' });
    }
  });
});

describe('leaving', () => {
  test('takes the keys with it, and an offer of ownership', async () => {
    const cast = await world.newOrg();
    const { token } = await createApiKey(cast.vera, { name: 'v' });
    await offerOwnership(cast.ada, { userId: cast.vera.actor.id });
    await leaveOrganization(cast.vera);
    expect(await roleOf(cast, cast.vera)).toBeUndefined();
    expect(await authenticateKey(world.deps, token, { ip: '192.0.2.3' })).toBeUndefined();
    expect(await getOwnershipOffer(cast.ada)).toBeNull();
    expect((await listAuditLog(cast.ada, { action: 'member.leave' })).rows).toMatchObject([{ actor: { id: cast.vera.actor.id } }]);
    await expect(leaveOrganization(cast.vera)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is not for the owner', async () => {
    const cast = await world.newOrg();
    await expect(leaveOrganization(cast.ada)).rejects.toMatchObject({ code: 'conflict' });
    expect(await ownersOf(cast)).toHaveLength(1);
  });
});
