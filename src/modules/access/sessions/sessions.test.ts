// Sign-in by one-time link, and how long a session lives.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, minutes } from '#kernel/duration';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import { listAuditLog } from '../audit/list-audit-log.ts';
import { authenticateSession } from './authenticate-session.ts';
import { createSignInLink } from './create-sign-in-link.ts';
import { endSession } from './end-session.ts';
import { signInWithLink } from './sign-in-with-link.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const from = { ip: '127.0.0.1', userAgent: 'Firefox' };

async function signedIn() {
  const cast = await world.newOrg();
  const link = await createSignInLink(world.deps, { userId: cast.ben.actor.id });
  const session = await signInWithLink(world.deps, link, from);
  if (!session) throw new Error('the link did not work');
  return { ...cast, ...session };
}

describe('a sign-in link', () => {
  test('opens a session that knows the person and the organizations with their roles', async () => {
    const { ben, sessionToken, csrfToken } = await signedIn();
    expect(await authenticateSession(world.deps, sessionToken)).toMatchObject({
      user: { id: ben.actor.id, name: 'Ben' },
      csrfToken,
      organizations: [{ org: ben.org, role: 'editor' }],
    });
  });

  test('works once, also when it is used twice at the same moment', async () => {
    const { ben } = await world.newOrg();
    const link = await createSignInLink(world.deps, { userId: ben.actor.id });
    const tries = await Promise.all(Array.from({ length: 5 }, () => signInWithLink(world.deps, link, from)));
    expect(tries.filter((session) => session !== undefined)).toHaveLength(1);
    expect(await signInWithLink(world.deps, link, from)).toBeUndefined();
  });

  test('is over after 10 minutes', async () => {
    const { ben } = await world.newOrg();
    const [early, late] = [
      await createSignInLink(world.deps, { userId: ben.actor.id }),
      await createSignInLink(world.deps, { userId: ben.actor.id }),
    ];
    world.clock.advance(minutes(10) - 1);
    expect(await signInWithLink(world.deps, early, from)).toBeDefined();
    world.clock.advance(1);
    expect(await signInWithLink(world.deps, late, from)).toBeUndefined();
  });

  test.each(['', 'x', 'a'.repeat(43), `${'a'.repeat(42)}\0`, 'ä'.repeat(43), 'a'.repeat(10_000)])(
    'that nobody made opens nothing (%#)',
    async (token) => {
      expect(await signInWithLink(world.deps, token, from)).toBeUndefined();
    },
  );

  test('for an unknown person is not made', async () => {
    await expect(createSignInLink(world.deps, { userId: 'usr_nobody' })).rejects.toMatchObject({ code: 'not_found', thing: 'user' });
  });

  test('is written down in the organizations of the person, and only there', async () => {
    const { ada, eve } = await signedIn();
    expect((await listAuditLog(ada, {})).rows).toMatchObject([
      { action: 'user.sign_in', actor: { name: 'Ben' }, ip: '127.0.0.1', userAgent: 'Firefox' },
    ]);
    expect((await listAuditLog(eve, {})).total).toBe(0);
  });
});

describe('a session', () => {
  test('ends after 14 days unseen; being seen keeps it', async () => {
    const { sessionToken } = await signedIn();
    world.clock.advance(days(13));
    expect(await authenticateSession(world.deps, sessionToken)).toBeDefined();
    world.clock.advance(days(13));
    expect(await authenticateSession(world.deps, sessionToken)).toBeDefined();
    world.clock.advance(days(14));
    expect(await authenticateSession(world.deps, sessionToken)).toBeUndefined();
  });

  test('ends after 60 days however busy', async () => {
    const { sessionToken } = await signedIn();
    for (let day = 1; day < 60; day += 1) {
      world.clock.advance(days(1));
      expect(await authenticateSession(world.deps, sessionToken), `day ${day}`).toBeDefined();
    }
    world.clock.advance(days(1));
    expect(await authenticateSession(world.deps, sessionToken)).toBeUndefined();
  });

  test('ends at once when signed out, which is written down; once more is harmless', async () => {
    const { ada, sessionToken } = await signedIn();
    await endSession(world.deps, sessionToken);
    await endSession(world.deps, sessionToken);
    expect(await authenticateSession(world.deps, sessionToken)).toBeUndefined();
    expect((await listAuditLog(ada, { action: 'user.sign_out' })).total).toBe(1);
  });

  test('its token is stored nowhere, only a hash of it', async () => {
    const { sessionToken } = await signedIn();
    const rows = await world.deps.db.selectFrom('sessions').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(sessionToken);
  });

  test('a changed role counts from the next request on', async () => {
    const { ben, sessionToken } = await signedIn();
    await world.deps.db.updateTable('members').set({ role: 'viewer' }).where('user_id', '=', ben.actor.id).execute();
    expect((await authenticateSession(world.deps, sessionToken))?.organizations).toMatchObject([{ role: 'viewer' }]);
  });
});
