// Passwords over HTTP: wrong ones, too many of them, reset by mail, change, and the sessions they open and end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days, minutes } from '#kernel/duration';
import { makePeopleWorld, PASSWORD } from '#test/people-world';
import type { PeopleWorld } from '#test/people-world';
import type { Answer } from '#test/rest-world';
import { newVisitor } from '#test/visitor';

const OTHER_PASSWORD = 'green-harbour-stone-77';

let world: PeopleWorld;
beforeAll(async () => {
  world = await makePeopleWorld();
});
afterAll(() => world.close());

const codeOf = ({ status, body }: Answer): [number, unknown] => [status, body.error?.code];

describe('signing in', () => {
  test('a wrong password and an unknown address are one answer', async () => {
    const { email } = await world.newPerson();
    const visitor = newVisitor(world);
    const wrong = await visitor.post('/auth/sign-in', { email, password: OTHER_PASSWORD });
    const unknown = await visitor.post('/auth/sign-in', { email: 'nobody@example.test', password: OTHER_PASSWORD });
    expect(codeOf(wrong)).toEqual([401, 'invalid_credentials']);
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
    expect([wrong.headers.get('set-cookie'), unknown.headers.get('set-cookie')]).toEqual([null, null]);
  });

  test('the eleventh try in a quarter of an hour is refused, for a right password too, and later allowed', async () => {
    const { email } = await world.newPerson();
    const visitor = newVisitor(world);
    for (let i = 0; i < 10; i += 1) {
      expect(codeOf(await visitor.post('/auth/sign-in', { email, password: OTHER_PASSWORD }))).toEqual([401, 'invalid_credentials']);
    }
    const refused = await visitor.post('/auth/sign-in', { email, password: PASSWORD });
    expect(codeOf(refused)).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    world.clock.advance(minutes(15));
    expect((await visitor.post('/auth/sign-in', { email, password: PASSWORD })).body).toEqual({ status: 'signed_in' });
  });

  test('makes a new session each time: a token planted before is not the one that opens', async () => {
    const { email } = await world.newPerson();
    const visitor = newVisitor(world);
    visitor.cookies.set('armature_session', 'a'.repeat(43));
    await visitor.post('/auth/sign-in', { email, password: PASSWORD });
    const first = visitor.cookies.get('armature_session');
    await visitor.post('/auth/sign-in', { email, password: PASSWORD });
    expect(new Set(['a'.repeat(43), first, visitor.cookies.get('armature_session')]).size).toBe(3);
    const stored = await world.deps.db.selectFrom('sessions').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(first);
  });

  test('is asked as JSON by our own page, so that no form of another site signs anybody in', async () => {
    const { email } = await world.newPerson();
    const visitor = newVisitor(world);
    const body = new URLSearchParams({ email, password: PASSWORD }).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await visitor.send('POST', '/auth/sign-in', body, form)).status).toBe(415);
    expect(codeOf(await visitor.send('POST', '/auth/sign-in', { email, password: PASSWORD }, { origin: 'https://evil.test' }))).toEqual([
      403,
      'csrf_failed',
    ]);
    expect(codeOf(await visitor.send('POST', '/auth/sign-in', {}, { authorization: 'Bearer amt_x' }))).toEqual([403, 'forbidden_role']);
  });

  test('no password, hash or token stands in an answer, and tables hold hashes alone', async () => {
    const { visitor } = await world.newPerson();
    const answers = [await visitor.get('/session'), await visitor.get('/account'), await visitor.get('/account/sessions')];
    const shown = JSON.stringify(answers.map(({ body }) => body));
    expect(shown).not.toMatch(/scrypt\$|token_hash|tokenHash/);
    expect(shown).not.toContain(visitor.cookies.get('armature_session'));
    const accounts = await world.deps.db.selectFrom('accounts').selectAll().execute();
    expect(accounts.every(({ password }) => password?.startsWith('scrypt$'))).toBe(true);
    expect(JSON.stringify(accounts)).not.toContain(PASSWORD);
  });
});

describe('a reset link', () => {
  const linkFor = async (email: string) => {
    expect((await newVisitor(world).post('/auth/forgot-password', { email })).body).toEqual({ ok: true });
    return (await world.inbox.next(email)).link.searchParams.get('token') ?? '';
  };

  test('sets a new password once, ends every session, and is stored hashed', async () => {
    const { email, visitor, slug } = await world.newPerson();
    const token = await linkFor(email);
    expect(JSON.stringify(await world.deps.db.selectFrom('verifications').selectAll().execute())).not.toContain(token);
    const weak = await newVisitor(world).post('/auth/reset-password', { token, password: 'password1234' });
    expect(codeOf(weak)).toEqual([400, 'validation_failed']);
    expect((await newVisitor(world).post('/auth/reset-password', { token, password: OTHER_PASSWORD })).body).toEqual({ ok: true });
    expect(codeOf(await visitor.get('/session'))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await newVisitor(world).post('/auth/reset-password', { token, password: PASSWORD }))).toEqual([404, 'link_not_found']);
    expect(codeOf(await newVisitor(world).post('/auth/sign-in', { email, password: PASSWORD }))).toEqual([401, 'invalid_credentials']);
    expect((await newVisitor(world).post('/auth/sign-in', { email, password: OTHER_PASSWORD })).body).toEqual({ status: 'signed_in' });
    expect((await world.actionsIn(slug)).slice(0, 2)).toEqual(['user.sign_in', 'user.password_reset']);
  });

  test('is used by one of two at the same moment', async () => {
    const { email } = await world.newPerson();
    const token = await linkFor(email);
    const tries = await Promise.all(
      [PASSWORD, OTHER_PASSWORD].map((password) => newVisitor(world).post('/auth/reset-password', { token, password })),
    );
    expect(tries.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
  });

  test('is void once another one, or a changed password, was used', async () => {
    const { email, visitor } = await world.newPerson();
    const [first, second] = [await linkFor(email), await linkFor(email)];
    expect((await newVisitor(world).post('/auth/reset-password', { token: second, password: OTHER_PASSWORD })).body).toEqual({ ok: true });
    expect(codeOf(await newVisitor(world).post('/auth/reset-password', { token: first, password: PASSWORD }))).toEqual([
      404,
      'link_not_found',
    ]);
    await visitor.post('/auth/sign-in', { email, password: OTHER_PASSWORD });
    const third = await linkFor(email);
    const changed = await visitor.post('/account/password', { currentPassword: OTHER_PASSWORD, newPassword: PASSWORD });
    expect(changed.body).toEqual({ ok: true });
    expect(codeOf(await newVisitor(world).post('/auth/reset-password', { token: third, password: OTHER_PASSWORD }))).toEqual([
      404,
      'link_not_found',
    ]);
  });

  test('is good for 30 minutes', async () => {
    const { email, userId } = await world.newPerson();
    const token = await linkFor(email);
    const row = world.deps.db.selectFrom('verifications').select(['id', 'expires_at', 'created_at']).where('value', '=', userId);
    const { id, expires_at: end, created_at: begin } = await row.executeTakeFirstOrThrow();
    expect(Math.round((end.getTime() - begin.getTime()) / 1000)).toBe(30 * 60);
    await world.deps.db
      .updateTable('verifications')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .where('id', '=', id)
      .execute();
    expect(codeOf(await newVisitor(world).post('/auth/reset-password', { token, password: OTHER_PASSWORD }))).toEqual([
      404,
      'link_not_found',
    ]);
  });

  test('for an unknown address is the same answer, and no mail', async () => {
    const answer = await newVisitor(world).post('/auth/forgot-password', { email: 'nobody@example.test' });
    expect([answer.status, answer.body]).toEqual([200, { ok: true }]);
    const { email } = await world.newPerson();
    await linkFor(email);
    expect(world.inbox.mails.filter(({ to }) => to === 'nobody@example.test')).toEqual([]);
  });

  test.each(['', 'x', '../..', 'a'.repeat(200)])('that is %j is no link', async (token) => {
    expect(codeOf(await newVisitor(world).post('/auth/reset-password', { token, password: OTHER_PASSWORD }))).toEqual([
      404,
      'link_not_found',
    ]);
  });
});

test('signing out is written down with where it came from, as signing in is', async () => {
  const { visitor, userId } = await world.newPerson();
  await visitor.post('/sign-out');
  const rows = world.deps.db.selectFrom('audit_log').select(['ip', 'user_agent', 'request_id']).where('actor_id', '=', userId);
  const [row] = await rows.where('action', '=', 'user.sign_out').execute();
  expect(row).toEqual({ ip: expect.any(String), user_agent: 'visitor', request_id: expect.stringMatching(/^req_/) });
});

describe('the account', () => {
  test('shows itself, and changes its name', async () => {
    const { email, visitor, userId, slug } = await world.newPerson();
    expect((await visitor.get('/account')).body).toEqual({
      user: { id: userId, name: 'Noa', email, emailVerified: true, twoFactorEnabled: false, createdAt: expect.any(String) },
      hasPassword: true,
      providers: [],
      organizations: [{ slug, name: expect.any(String), role: 'owner' }],
    });
    expect((await visitor.send('PATCH', '/account', { name: ' Noa Lind ' })).body.user.name).toBe('Noa Lind');
    expect(codeOf(await visitor.send('PATCH', '/account', { name: '' }))).toEqual([400, 'validation_failed']);
    expect((await world.actionsIn(slug))[0]).toBe('user.update');
  });

  test('a changed password ends the other sessions and keeps this one', async () => {
    const person = await world.newPerson();
    const elsewhere = await world.signIn(person);
    const change = (currentPassword: string | undefined, newPassword: string) =>
      person.visitor.post('/account/password', { ...(currentPassword === undefined ? {} : { currentPassword }), newPassword });
    const wrong = await change(OTHER_PASSWORD, OTHER_PASSWORD);
    expect([codeOf(wrong), wrong.body.error.details.fieldErrors]).toMatchObject([
      [400, 'validation_failed'],
      [{ field: 'currentPassword' }],
    ]);
    expect(codeOf(await change(undefined, OTHER_PASSWORD))).toEqual([400, 'validation_failed']);
    expect(codeOf(await change(PASSWORD, person.email))).toEqual([400, 'validation_failed']);
    expect((await elsewhere.get('/session')).status).toBe(200);
    expect((await change(PASSWORD, OTHER_PASSWORD)).body).toEqual({ ok: true });
    expect([(await person.visitor.get('/session')).status, (await elsewhere.get('/session')).status]).toEqual([200, 401]);
    expect((await (await world.signIn(person, OTHER_PASSWORD)).get('/session')).status).toBe(200);
    expect(await world.actionsIn(person.slug)).toContain('user.password_change');
  });

  test('lists its sessions and ends one, or all others; nobody else’s', async () => {
    const person = await world.newPerson();
    const eve = await world.newPerson();
    const [phone, tablet] = [await world.signIn(person), await world.signIn(person)];
    const { rows } = (await person.visitor.get('/account/sessions')).body;
    expect(rows).toHaveLength(3);
    expect(rows.filter((row: { isCurrent: boolean }) => row.isCurrent)).toHaveLength(1);
    expect(rows.find((row: { isCurrent: boolean }) => !row.isCurrent)).toEqual({
      id: expect.stringMatching(/^sid_/),
      isCurrent: false,
      createdAt: expect.any(String),
      lastSeenAt: expect.any(String),
      ip: expect.any(String),
      userAgent: 'visitor',
    });
    const phoneId = (await phone.get('/account/sessions')).body.rows.find((row: { isCurrent: boolean }) => row.isCurrent).id;
    expect(codeOf(await eve.visitor.send('DELETE', `/account/sessions/${phoneId}`))).toEqual([404, 'session_not_found']);
    expect((await person.visitor.send('DELETE', `/account/sessions/${phoneId}`)).body).toEqual({ ok: true });
    expect([(await phone.get('/session')).status, (await tablet.get('/session')).status]).toEqual([401, 200]);
    expect((await person.visitor.send('DELETE', '/account/sessions')).body).toEqual({ ok: true });
    expect([(await tablet.get('/session')).status, (await person.visitor.get('/session')).status]).toEqual([401, 200]);
    expect((await world.actionsIn(person.slug)).filter((action) => action === 'user.session_end')).toHaveLength(2);
  });

  test('a session that is 14 days unseen is not listed and opens nothing', async () => {
    const person = await world.newPerson();
    world.clock.advance(days(14));
    const later = await world.signIn(person);
    expect((await later.get('/account/sessions')).body.rows).toHaveLength(1);
    expect(codeOf(await person.visitor.get('/session'))).toEqual([401, 'unauthenticated']);
  });

  test.each([
    ['PATCH', '/account'],
    ['POST', '/account/password'],
    ['POST', '/account/organizations'],
    ['DELETE', '/account/sessions'],
    ['POST', '/account/two-factor'],
    ['POST', '/account/two-factor/disable'],
  ])('%s %s needs a session and its CSRF token, and no key will do', async (method, path) => {
    const { visitor } = await world.newPerson();
    const body = method === 'DELETE' ? undefined : {};
    expect(codeOf(await newVisitor(world).send(method, path, body))).toEqual([401, 'unauthenticated']);
    for (const guess of ['', 'guess']) {
      expect(codeOf(await visitor.send(method, path, body, { 'x-armature-csrf': guess }))).toEqual([403, 'csrf_failed']);
    }
    const { ada } = await world.newOrg();
    expect(codeOf(await (await world.keyOf(ada)).call(method, `/api/app${path}`, body === undefined ? {} : { body }))).toEqual([
      403,
      'forbidden_role',
    ]);
  });
});
