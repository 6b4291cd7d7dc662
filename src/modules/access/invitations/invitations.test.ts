// Invitations: by mail or by link, once, for seven days, and for nobody else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, hours } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Ctx } from '#platform/ctx';
import type { Mail, MailMessage } from '#platform/mail/mail';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import {
  acceptInvitation,
  addMember,
  createInvitation,
  ensureUser,
  findInvitation,
  listAuditLog,
  listInvitations,
  listMembers,
  removeMember,
  resendInvitation,
  revokeInvitation,
  sweepAccess,
  updateOrganization,
} from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** A mail server that takes everything, and one that takes nothing. */
const outbox: MailMessage[] = [];
const working: Mail = {
  isConfigured: true,
  send: async (message) => {
    outbox.push(message);
    return ok(undefined);
  },
};
const broken: Mail = { isConfigured: true, send: async () => failed('connection refused') };
const mailing = (ctx: Ctx, mail: Mail): Ctx => ({ ...ctx, deps: { ...ctx.deps, mail } });

const newAddress = () => `guest-${crypto.randomUUID()}@example.test`;
const someone = (email = newAddress(), name = 'Guest') => ensureUser(world.deps, { email, name });
const tokenIn = (text: string | null | undefined): string => /\/invitation\?token=([\w-]+)/.exec(text ?? '')?.[1] ?? '';
const accept = (token: string, user: { id: string }, deps = world.deps) => acceptInvitation(deps, { token, user });
const namesOf = async ({ ada }: Cast) => (await listMembers(ada)).map(({ name, role }) => `${name} ${role}`);

describe('an invitation by link', () => {
  test('shows its link once, and makes whoever follows it a member with its role', async () => {
    const cast = await world.newOrg();
    const { invitation, url } = await createInvitation(cast.ada, { role: 'editor' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4600\/invitation\?token=[\w-]{43}$/);
    expect(invitation).toMatchObject({
      id: expect.stringMatching(/^inv_/),
      email: null,
      role: 'editor',
      invitedBy: 'Ada',
      state: 'pending',
      mailState: 'none',
    });
    const token = tokenIn(url);
    expect(await findInvitation(world.deps, token)).toEqual({
      organization: { name: 'Shop', slug: cast.org.slug },
      role: 'editor',
      email: null,
      invitedBy: 'Ada',
      expiresAt: invitation.expiresAt,
    });
    expect(await accept(token, await someone())).toEqual({ organization: { name: 'Shop', slug: cast.org.slug }, role: 'editor' });
    expect(await namesOf(cast)).toContain('Guest editor');
    expect(await listInvitations(cast.ada)).toEqual([]);
  });

  test('makes a viewer unless it says otherwise; its token is stored nowhere', async () => {
    const cast = await world.newOrg();
    const { invitation, url } = await createInvitation(cast.ada, {});
    expect(invitation.role).toBe('viewer');
    const stored = await world.deps.db.selectFrom('invitations').selectAll().execute();
    const audit = await listAuditLog(cast.ada, {});
    expect(JSON.stringify([stored, audit])).not.toContain(tokenIn(url));
    expect(audit.rows).toMatchObject([{ action: 'invitation.create', after: { role: 'viewer' } }]);
  });

  test('works once, also when ten people follow it at the same moment', async () => {
    const cast = await world.newOrg();
    const token = tokenIn((await createInvitation(cast.ada, {})).url);
    const people = await Promise.all(Array.from({ length: 10 }, () => someone()));
    const tries = await Promise.allSettled(people.map((user) => accept(token, user)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'not_found', thing: 'invitation' });
    expect(await namesOf(cast)).toHaveLength(4);
    expect((await listAuditLog(cast.ada, { action: 'member.add' })).total).toBe(1);
  });

  test('does nothing for a member, and stays good for somebody else', async () => {
    const cast = await world.newOrg();
    const token = tokenIn((await createInvitation(cast.ada, { role: 'admin' })).url);
    await expect(accept(token, cast.vera.actor)).rejects.toMatchObject({ code: 'conflict' });
    expect(await namesOf(cast)).toContain('Vera viewer');
    await accept(token, await someone());
    expect(await namesOf(cast)).toContain('Guest admin');
  });

  test('is over after 7 days, or when it is revoked, or the inviter is gone: the same answer as a token nobody made', async () => {
    const cast = await world.newOrg();
    const user = await someone();
    const kim = await someone(newAddress(), 'Kim');
    await addMember(cast.ada, { userId: kim.id, role: 'admin' });
    const kims: Ctx = { ...cast.ada, actor: { type: 'user', id: kim.id, name: 'Kim', role: 'admin' } };
    const [expired, revoked, orphan] = [
      await createInvitation(cast.ada, {}),
      await createInvitation(cast.ada, {}),
      await createInvitation(kims, { role: 'admin' }),
    ];
    await revokeInvitation(cast.ada, { invitationId: revoked.invitation.id });
    await removeMember(cast.ada, { userId: kim.id });
    world.clock.advance(days(7) - 1);
    expect(await findInvitation(world.deps, tokenIn(expired.url))).toBeDefined();
    world.clock.advance(1);
    const tokens = [expired, revoked, orphan].map(({ url }) => tokenIn(url));
    for (const token of [...tokens, '', 'x', 'a'.repeat(43), `${'a'.repeat(42)}\0`, 'a'.repeat(9000)]) {
      expect(await findInvitation(world.deps, token)).toBeUndefined();
      await expect(accept(token, user)).rejects.toMatchObject({ code: 'not_found', thing: 'invitation', message: 'No such invitation.' });
    }
  });

  test('revoked while it is accepted ends as one or the other, never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const cast = await world.newOrg();
      const { invitation, url } = await createInvitation(cast.ada, {});
      const [accepted, revoked] = await Promise.allSettled([
        accept(tokenIn(url), await someone()),
        revokeInvitation(cast.ada, { invitationId: invitation.id }),
      ]);
      expect([accepted.status, revoked.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await namesOf(cast)).toHaveLength(accepted.status === 'fulfilled' ? 4 : 3);
    }
  });
});

describe('an invitation by mail', () => {
  test('sends the link to that address and tells it to nobody else', async () => {
    const cast = await world.newOrg();
    const email = newAddress();
    const { invitation, url } = await createInvitation(mailing(cast.ada, working), { email: ` ${email.toUpperCase()} `, role: 'admin' });
    expect([url, invitation.email, invitation.mailState]).toEqual([null, email, 'sent']);
    const mail = outbox.at(-1);
    expect(mail).toMatchObject({ to: email, subject: 'Invitation to Shop on Armature' });
    expect(await findInvitation(world.deps, tokenIn(mail?.text))).toMatchObject({ email, role: 'admin' });
    expect(await listInvitations(cast.ada)).toMatchObject([{ id: invitation.id, mailState: 'sent' }]);
  });

  test('that could not be sent says so and shows its link', async () => {
    const cast = await world.newOrg();
    const { invitation, url } = await createInvitation(mailing(cast.ada, broken), { email: newAddress() });
    expect(invitation.mailState).toBe('failed');
    expect(await findInvitation(world.deps, tokenIn(url))).toBeDefined();
    expect(await listInvitations(cast.ada)).toMatchObject([{ mailState: 'failed' }]);
  });

  test('shows its link where the instance sends no mail', async () => {
    const { ada } = await world.newOrg();
    const { invitation, url } = await createInvitation(ada, { email: newAddress() });
    expect([invitation.mailState, tokenIn(url).length]).toEqual(['none', 43]);
  });

  test('needs that address, verified where mail can be sent', async () => {
    const cast = await world.newOrg();
    const email = newAddress();
    const deps = { ...world.deps, mail: working };
    await createInvitation(mailing(cast.ada, working), { email });
    const token = tokenIn(outbox.at(-1)?.text);
    await expect(accept(token, await someone(), deps)).rejects.toMatchObject({ code: 'forbidden_role' });
    const guest = await someone(email);
    await expect(accept(token, guest, deps)).rejects.toMatchObject({ code: 'forbidden_role', message: expect.stringContaining('Verify') });
    await world.deps.db.updateTable('users').set({ email_verified: true }).where('id', '=', guest.id).execute();
    await accept(token, guest, deps);
    expect(await namesOf(cast)).toContain('Guest viewer');
  });

  test('of a member or an invited address is a conflict on email; of an expired one it is not', async () => {
    const cast = await world.newOrg();
    const [member] = await listMembers(cast.ada);
    const email = newAddress();
    const onEmail = { code: 'conflict', fieldErrors: [{ field: 'email' }] };
    await expect(createInvitation(cast.ada, { email: member?.email })).rejects.toMatchObject(onEmail);
    const tries = await Promise.allSettled(Array.from({ length: 4 }, () => createInvitation(cast.ada, { email })));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject(onEmail);
    world.clock.advance(days(7));
    expect(await listInvitations(cast.ada)).toMatchObject([{ email, state: 'expired' }]);
    const again = await createInvitation(cast.ada, { email });
    expect(await listInvitations(cast.ada)).toMatchObject([{ id: again.invitation.id, state: 'pending' }]);
    // another organization may invite the same person
    expect((await createInvitation(cast.eve, { email })).invitation.email).toBe(email);
  });

  test('holds no line break, control character or link of a name', async () => {
    const cast = await world.newOrg();
    const ada = { ...cast.ada, org: { ...cast.org, name: 'Shop\u202e\n\nSee https://evil.example\0' } };
    await updateOrganization(cast.ada, { name: 'Shop' });
    await createInvitation(mailing({ ...ada, actor: { ...ada.actor, name: 'Ada\r\nBcc: all@example.test' } }, working), {
      email: newAddress(),
    });
    const mail = outbox.at(-1);
    expect(mail?.subject).toBe('Invitation to Shop See https: //evil.example on Armature');
    expect(mail?.text.split('\n')[0]).toContain('Ada Bcc: all@example.test invites you');
  });

  test.each(['', 'nobody', 'a b@example.test', 'a@b@c', `${'a'.repeat(300)}@example.test`, 'a@example.test\nbcc:x@y.z', 7, null])(
    'to %j is refused on email',
    async (email) => {
      const { ada } = await world.newOrg();
      await expect(createInvitation(ada, { email })).rejects.toMatchObject({
        code: 'validation_failed',
        fieldErrors: [{ field: 'email' }],
      });
    },
  );
});

describe('sent again', () => {
  test('an invitation has a new link and seven new days; the old link is void', async () => {
    const cast = await world.newOrg();
    const first = await createInvitation(cast.ada, {});
    world.clock.advance(days(8));
    const second = await resendInvitation(cast.ada, { invitationId: first.invitation.id });
    expect(second.invitation).toMatchObject({ id: first.invitation.id, state: 'pending' });
    expect(Date.parse(second.invitation.expiresAt) - world.clock.now().getTime()).toBe(days(7));
    expect(await findInvitation(world.deps, tokenIn(first.url))).toBeUndefined();
    await accept(tokenIn(second.url), await someone());
    await expect(resendInvitation(cast.ada, { invitationId: first.invitation.id })).rejects.toMatchObject({
      code: 'not_found',
      thing: 'invitation',
    });
  });

  test('by another admin, who then knows the link, it ends with that one: nobody comes back by it', async () => {
    const cast = await world.newOrg();
    const kim = await someone(newAddress(), 'Kim');
    await addMember(cast.ada, { userId: kim.id, role: 'admin' });
    const kims: Ctx = { ...cast.ada, actor: { type: 'user', id: kim.id, name: 'Kim', role: 'admin' } };
    const { invitation } = await createInvitation(cast.ada, { role: 'admin' });
    const again = await resendInvitation(kims, { invitationId: invitation.id });
    expect(again.invitation.invitedBy).toBe('Kim');
    await removeMember(cast.ada, { userId: kim.id });
    expect(await findInvitation(world.deps, tokenIn(again.url))).toBeUndefined();
    await expect(accept(tokenIn(again.url), kim)).rejects.toMatchObject({ code: 'not_found', thing: 'invitation' });
  });

  test('to somebody who has become a member is a conflict', async () => {
    const cast = await world.newOrg();
    const user = await someone();
    const { invitation } = await createInvitation(cast.ada, { email: user.email });
    await addMember(cast.ada, { userId: user.id, role: 'viewer' });
    await expect(resendInvitation(cast.ada, { invitationId: invitation.id })).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('who may', () => {
  test('is an admin; roles above are not given; owner never', async () => {
    const cast = await world.newOrg();
    const { invitation } = await createInvitation(cast.ada, {});
    const invitationId = invitation.id;
    for (const who of [cast.ben, cast.vera]) {
      for (const verb of [
        createInvitation(who, {}),
        listInvitations(who),
        resendInvitation(who, { invitationId }),
        revokeInvitation(who, { invitationId }),
      ]) {
        await expect(verb).rejects.toMatchObject({ code: 'forbidden_role', details: { neededRole: 'admin' } });
      }
    }
    const key: Ctx = { ...cast.ada, actor: { type: 'key', id: 'key_aaaaaaaaaaaa', name: 'ci', role: 'owner' } };
    await expect(createInvitation(key, {})).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(createInvitation(cast.ada, { role: 'owner' })).rejects.toMatchObject({
      code: 'validation_failed',
      fieldErrors: [{ field: 'role' }],
    });
  });

  test('is nobody of another organization', async () => {
    const cast = await world.newOrg();
    const { invitation } = await createInvitation(cast.ada, {});
    for (const invitationId of [invitation.id, 'inv_unknown']) {
      await expect(resendInvitation(cast.eve, { invitationId })).rejects.toMatchObject({ code: 'not_found', thing: 'invitation' });
      await expect(revokeInvitation(cast.eve, { invitationId })).rejects.toMatchObject({ code: 'not_found', thing: 'invitation' });
    }
    expect(await listInvitations(cast.eve)).toEqual([]);
    expect(await listInvitations(cast.ada)).toHaveLength(1);
  });
});

test('fifty a day and organization: the next waits, another organization does not, and a refused one does not count', async () => {
  const cast = await world.newOrg();
  const email = newAddress();
  await createInvitation(cast.ada, { email });
  await expect(createInvitation(cast.ada, { email })).rejects.toMatchObject({ code: 'conflict' });
  for (let i = 1; i < 50; i += 1) await createInvitation(cast.ada, {});
  const limited = { code: 'rate_limited', details: { retryAfterSeconds: expect.any(Number) } };
  await expect(createInvitation(cast.ada, {})).rejects.toMatchObject(limited);
  const [newest] = await listInvitations(cast.ada);
  await expect(resendInvitation(cast.ada, { invitationId: newest?.id })).rejects.toMatchObject(limited);
  await createInvitation(cast.eve, {});
  world.clock.advance(hours(1));
  await createInvitation(cast.ada, {});
});

test('ended ones are forgotten after a month, audit entries after 400 days, which is written down', async () => {
  const cast = await world.newOrg();
  const { url } = await createInvitation(cast.ada, {});
  await accept(tokenIn(url), await someone());
  const count = async () => (await world.deps.db.selectFrom('invitations').select('id').where('org_id', '=', cast.org.id).execute()).length;
  world.clock.advance(days(36));
  await sweepAccess(world.deps);
  expect(await count()).toBe(1);
  world.clock.advance(days(2));
  await sweepAccess(world.deps);
  expect(await count()).toBe(0);
  expect((await listAuditLog(cast.ada, {})).total).toBe(3);
  world.clock.advance(days(363));
  await sweepAccess(world.deps);
  expect((await listAuditLog(cast.ada, {})).rows).toMatchObject([
    { action: 'retention.sweep', actor: { type: 'system', name: 'retention' }, after: { auditEntries: 3 } },
  ]);
});
