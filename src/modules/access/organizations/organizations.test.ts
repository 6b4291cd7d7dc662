// Organizations: slugs, settings, members, first start.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import {
  addMember,
  changeRole,
  createOrganization,
  ensureLocalWorkspace,
  ensureUser,
  getOrganization,
  getOrgById,
  getOrgBySlug,
  listAuditLog,
  listMembers,
  retentionDaysOf,
  slugOf,
  systemCtx,
  updateOrganization,
} from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const someone = (name: string) => ensureUser(world.deps, { email: `${name}-${crypto.randomUUID()}@example.test`, name });

describe('slugs', () => {
  test.each([
    ['Acme Engineering', 'acme-engineering'],
    ['  Crème brûlée & Co.  ', 'creme-brulee-co'],
    ['x'.repeat(60), 'x'.repeat(39)],
    ['!!!', undefined],
    ['7', undefined],
  ])('%j becomes %j', (name, slug) => expect(slugOf(name)).toBe(slug));

  test.each(['A', 'a', '-ab', 'a_b', 'a'.repeat(40), 'Ab'])('%j is refused on slug', async (slug) => {
    const owner = await someone('Ada');
    await expect(createOrganization(world.deps, { slug, name: 'X', ownerUserId: owner.id })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'slug' }],
    });
  });
});

describe('creating an organization', () => {
  test('makes its maker the owner and writes it down', async () => {
    const owner = await someone('Ada');
    const org = await createOrganization(world.deps, { slug: 'acme-one', name: ' Acme ', ownerUserId: owner.id });
    expect(org).toMatchObject({ slug: 'acme-one', name: 'Acme', retentionDays: null });
    const ctx = systemCtx(world.deps, org, { name: 'operator', signal: world.ada.signal });
    expect(await listMembers(ctx)).toMatchObject([{ userId: owner.id, role: 'owner', email: owner.email }]);
    expect((await listAuditLog(ctx, {})).rows).toMatchObject([
      { action: 'organization.create', actor: { type: 'user', id: owner.id }, before: null, after: { slug: 'acme-one', name: 'Acme' } },
    ]);
    expect(await getOrgBySlug(world.deps, 'acme-one')).toEqual({ id: org.id, slug: 'acme-one', name: 'Acme' });
    expect(await getOrgById(world.deps, org.id)).toEqual({ id: org.id, slug: 'acme-one', name: 'Acme' });
    expect(await getOrgById(world.deps, 'org_unknown')).toBeUndefined();
  });

  test('with a taken slug is a conflict on slug, and leaves nothing behind', async () => {
    const owner = await someone('Ada');
    await createOrganization(world.deps, { slug: 'taken', name: 'First', ownerUserId: owner.id });
    await expect(createOrganization(world.deps, { slug: 'taken', name: 'Second', ownerUserId: owner.id })).rejects.toMatchObject({
      code: 'conflict',
      fieldErrors: [{ field: 'slug' }],
    });
    expect(await getOrgBySlug(world.deps, 'taken')).toMatchObject({ name: 'First' });
  });

  test('for an unknown person is refused on ownerUserId', async () => {
    await expect(createOrganization(world.deps, { slug: 'ownerless', name: 'X', ownerUserId: 'usr_nobody' })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'ownerUserId' }],
    });
    expect(await getOrgBySlug(world.deps, 'ownerless')).toBeUndefined();
  });
});

describe('settings', () => {
  test('a change writes only the changed fields to the audit log', async () => {
    const { ada } = await world.newOrg();
    await updateOrganization(ada, { retentionDays: 30, defaultTesterModelId: 'script/steps' });
    expect(await getOrganization(ada)).toMatchObject({
      retentionDays: 30,
      defaultTesterModelId: 'script/steps',
      defaultJudgeModelId: null,
    });
    expect(await retentionDaysOf(world.deps, ada.org.id)).toBe(30);
    const [entry] = (await listAuditLog(ada, { action: 'organization.update' })).rows;
    expect(entry?.before).toEqual({ defaultTesterModelId: null, retentionDays: null });
    expect(entry?.after).toEqual({ defaultTesterModelId: 'script/steps', retentionDays: 30 });
    expect(entry?.requestId).toBe(ada.requestId);
  });

  test('retention may not be longer than the instance keeps', async () => {
    await expect(updateOrganization(world.ada, { retentionDays: 91 })).rejects.toMatchObject({ fieldErrors: [{ field: 'retentionDays' }] });
  });

  test('every wrong field is named at once', async () => {
    await expect(updateOrganization(world.ada, { name: '', retentionDays: 1.5, slug: 'new' })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: expect.arrayContaining([
        expect.objectContaining({ field: 'name' }),
        expect.objectContaining({ field: 'retentionDays' }),
        expect.objectContaining({ field: 'slug' }),
      ]),
    });
  });

  test('a default model that the model catalog refuses is named', async () => {
    const models = { problemOf: async (_ctx: unknown, use: string, id: string) => (id === 'gone' ? `is no ${use} model` : undefined) };
    await expect(
      updateOrganization(world.ada, { defaultTesterModelId: 'gone', defaultJudgeModelId: 'fine' }, models),
    ).rejects.toMatchObject({
      fieldErrors: [{ field: 'defaultTesterModelId', message: 'is no tester model' }],
    });
  });

  test('ben and vera may not change them, nor see the retention', async () => {
    const { ada, ben, vera } = await world.newOrg();
    await updateOrganization(ada, { retentionDays: 7 });
    await expect(updateOrganization(ben, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(updateOrganization(vera, { name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden_role' });
    expect(await getOrganization(vera)).toMatchObject({ slug: vera.org.slug, retentionDays: null });
  });

  test('somebody who lost the right a moment before changes nothing, though the request began with it', async () => {
    const { ada, ben } = await world.newOrg();
    await changeRole(ada, { userId: ben.actor.id, role: 'admin' });
    const admin = { ...ben, actor: { ...ben.actor, role: 'admin' as const } };
    await updateOrganization(admin, { name: 'By an admin' });
    await changeRole(ada, { userId: ben.actor.id, role: 'viewer' });
    await expect(updateOrganization(admin, { name: 'By nobody' })).rejects.toMatchObject({ code: 'forbidden_role' });
    expect((await getOrganization(ada)).name).toBe('By an admin');
  });

  test('eve changes her own organization only', async () => {
    const { ada, eve } = await world.newOrg();
    await updateOrganization(eve, { name: 'Evil' });
    expect((await getOrganization(ada)).name).toBe('Shop');
  });
});

describe('members', () => {
  test('ada adds an editor once', async () => {
    const { ada } = await world.newOrg();
    const user = await someone('Kim');
    expect(await addMember(ada, { userId: user.id, role: 'editor' })).toMatchObject({ userId: user.id, role: 'editor' });
    await expect(addMember(ada, { userId: user.id, role: 'viewer' })).rejects.toMatchObject({
      code: 'conflict',
      fieldErrors: [{ field: 'userId' }],
    });
    expect((await listMembers(ada)).filter((member) => member.userId === user.id)).toMatchObject([{ role: 'editor' }]);
  });

  test('nobody becomes owner by being added', async () => {
    const user = await someone('Kim');
    await expect(addMember(world.ada, { userId: user.id, role: 'owner' })).rejects.toMatchObject({ fieldErrors: [{ field: 'role' }] });
  });

  test('ben may not add; vera sees the names but no e-mail address', async () => {
    const { ada, ben, vera } = await world.newOrg();
    const user = await someone('Kim');
    await expect(addMember(ben, { userId: user.id, role: 'viewer' })).rejects.toMatchObject({ code: 'forbidden_role' });
    expect((await listMembers(vera)).map((member) => [member.name, member.email])).toEqual([
      ['Ada', null],
      ['Ben', null],
      ['Vera', null],
    ]);
    expect((await listMembers(ada)).every((member) => member.email !== null)).toBe(true);
  });

  test('an e-mail address is one person, whatever its case', async () => {
    const email = `Mixed-${crypto.randomUUID()}@Example.Test`;
    const [first, second] = await Promise.all([
      ensureUser(world.deps, { email, name: 'One' }),
      ensureUser(world.deps, { email: email.toUpperCase(), name: 'Two' }),
    ]);
    expect(first?.id).toBe(second?.id);
  });
});

describe('the first start of the single-user mode', () => {
  test('two at once make one person and one organization', async () => {
    const starts = await Promise.all(Array.from({ length: 4 }, () => ensureLocalWorkspace(world.deps, { slug: 'demo', name: 'Demo' })));
    expect(new Set(starts.map(({ org }) => org.id)).size).toBe(1);
    expect(new Set(starts.map(({ user }) => user.id)).size).toBe(1);
    expect(starts.filter(({ created }) => created)).toHaveLength(1);
    const [{ org, user } = { org: world.org, user: { id: '', email: '', name: '' } }] = starts;
    const ctx = systemCtx(world.deps, org, { name: 'operator', signal: world.ada.signal });
    expect(await listMembers(ctx)).toMatchObject([{ userId: user.id, email: 'local@localhost', role: 'owner' }]);
  });

  test('the organization of somebody else is not joined, though it has the name', async () => {
    const eve = await someone('Eve');
    const theirs = await createOrganization(world.deps, { slug: 'trap', name: 'Demo', ownerUserId: eve.id });
    const local = await ensureLocalWorkspace(world.deps, { slug: 'trap', name: 'Demo' });
    expect([local.org.slug, local.created]).toEqual(['trap-2', true]);
    const ctx = systemCtx(world.deps, theirs, { name: 'operator', signal: world.ada.signal });
    expect(await listMembers(ctx)).toMatchObject([{ userId: eve.id, role: 'owner' }]);
    const again = await ensureLocalWorkspace(world.deps, { slug: 'trap', name: 'Demo' });
    expect([again.org.id, again.created]).toEqual([local.org.id, false]);
  });
});
