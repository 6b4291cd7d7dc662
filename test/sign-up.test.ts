// Signing up over HTTP: the first person, invitations, open sign-up, verification by mail.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMail } from '#platform/mail/smtp-mail';
import { makeFresh } from '#test/fresh-instance';
import { startMailInbox } from '#test/mail-inbox';
import type { MailInbox } from '#test/mail-inbox';
import { makeRestWorld } from '#test/rest-world';
import type { Answer, RestWorld } from '#test/rest-world';
import { newVisitor } from '#test/visitor';

const PASSWORD = 'blue-lantern-river-42';
const codeOf = ({ status, body }: Answer): [number, unknown] => [status, body.error?.code];
let count = 0;
const someone = () => {
  count += 1;
  return { name: 'Noa', email: `noa${count}@example.test`, password: PASSWORD };
};

describe('without a mail server', () => {
  let world: RestWorld;
  beforeAll(async () => {
    world = await makeRestWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => makeFresh(world));

  test('the first person signs up, founds an organization and owns it; then the door is closed', async () => {
    const visitor = newVisitor(world);
    expect((await visitor.get('/auth/options')).body).toEqual({ singleUser: false, signUp: 'first_user', providers: [], mail: false });
    const first = someone();
    const signedUp = await visitor.post('/auth/sign-up', first);
    expect([signedUp.status, signedUp.body]).toEqual([201, { status: 'signed_in' }]);
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=5184000']) {
      expect(visitor.flags.get('armature_session')).toContain(flag);
    }
    expect((await visitor.get('/session')).body).toMatchObject({
      user: { name: 'Noa', email: first.email, emailVerified: false, twoFactorEnabled: false },
      organizations: [],
    });
    const founded = await visitor.post('/account/organizations', { name: 'Noa & Co' });
    expect([founded.status, founded.body]).toEqual([
      201,
      { id: expect.stringMatching(/^org_/), slug: 'noa-co', name: 'Noa & Co', role: 'owner' },
    ]);
    expect((await visitor.get('/session')).body.organizations).toMatchObject([{ slug: 'noa-co', role: 'owner' }]);
    expect(codeOf(await visitor.post('/account/organizations', { name: 'Other', slug: 'noa-co' }))).toEqual([409, 'conflict']);
    expect((await newVisitor(world).get('/auth/options')).body.signUp).toBe('invitation');
    expect(codeOf(await newVisitor(world).post('/auth/sign-up', someone()))).toEqual([403, 'feature_disabled']);
  });

  test('of several at the same moment one is the first', async () => {
    const tries = await Promise.all(Array.from({ length: 4 }, () => newVisitor(world).post('/auth/sign-up', someone())));
    expect(tries.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 403, 403, 403]);
    expect(await world.deps.db.selectFrom('users').select('id').execute()).toHaveLength(1);
  });

  test('an invitation opens the door for its address and for no other', async () => {
    await newVisitor(world).post('/auth/sign-up', someone());
    const cast = await world.newOrg();
    const { call } = await world.sessionOf(cast.ada);
    const invited = someone();
    const made = await call('POST', `/api/app/o/${cast.org.slug}/invitations`, { body: { email: invited.email, role: 'editor' } });
    const token = new URL(made.body.url).searchParams.get('token') ?? '';
    const other = await newVisitor(world).post('/auth/sign-up', { ...someone(), invitation: token });
    expect([codeOf(other), other.body.error.details.fieldErrors]).toMatchObject([[400, 'validation_failed'], [{ field: 'email' }]]);
    expect(codeOf(await newVisitor(world).post('/auth/sign-up', { ...invited, invitation: 'x'.repeat(43) }))).toEqual([
      403,
      'feature_disabled',
    ]);
    const visitor = newVisitor(world);
    expect((await visitor.post('/auth/sign-up', { ...invited, invitation: token })).body).toEqual({ status: 'signed_in' });
    expect((await visitor.post(`/invitations/${token}/accept`)).body).toMatchObject({
      organization: { slug: cast.org.slug },
      role: 'editor',
    });
  });

  test.each([
    ['short', 'eleven-char'],
    ['common', 'Password1234'],
    ['the address', 'noa@example.test'],
    ['a row', 'qwertyuiopas'],
    ['long', 'x1-'.repeat(86)],
  ])('a password that is %s is refused, and named', async (_what, password) => {
    const answer = await newVisitor(world).post('/auth/sign-up', { name: 'Noa', email: 'noa@example.test', password });
    expect([codeOf(answer), answer.body.error.details.fieldErrors]).toMatchObject([[400, 'validation_failed'], [{ field: 'password' }]]);
    expect(JSON.stringify(answer.body)).not.toContain(password);
  });

  test('links by mail are switched off, and say so', async () => {
    const visitor = newVisitor(world);
    for (const path of ['forgot-password', 'resend-verification']) {
      expect(codeOf(await visitor.post(`/auth/${path}`, { email: 'noa@example.test' }))).toEqual([403, 'feature_disabled']);
    }
  });
});

describe('with a mail server', () => {
  let world: RestWorld;
  let inbox: MailInbox;
  beforeAll(async () => {
    inbox = await startMailInbox();
    const mail = createMail({ url: inbox.url, from: 'Armature <armature@example.test>' });
    world = await makeRestWorld({ mail, settings: { openSignup: true } });
  });
  afterAll(async () => {
    await world.close();
    await inbox.close();
  });

  const signUp = async () => {
    const person = someone();
    const visitor = newVisitor(world);
    const answer = await visitor.post('/auth/sign-up', person);
    return { person, visitor, answer };
  };

  test('the address must be verified first; the browser that signed up is signed in by the link', async () => {
    const { person, visitor, answer } = await signUp();
    expect([answer.status, answer.body]).toEqual([201, { status: 'verify_email' }]);
    expect(codeOf(await visitor.get('/session'))).toEqual([401, 'unauthenticated']);
    expect((await visitor.post('/auth/sign-in', { email: person.email, password: PASSWORD })).body).toEqual({ status: 'verify_email' });
    const mail = await inbox.next(person.email);
    expect([mail.from, mail.link.origin, mail.link.pathname]).toEqual(['armature@example.test', 'http://127.0.0.1:4600', '/verify-email']);
    expect((await visitor.post('/auth/verify-email', { token: mail.link.searchParams.get('token') })).body).toEqual({
      status: 'signed_in',
    });
    expect((await visitor.get('/session')).body.user).toMatchObject({ email: person.email, emailVerified: true });
  });

  test('another browser only verifies, and the link signs nobody in a second time', async () => {
    const { person, visitor } = await signUp();
    const token = (await inbox.next(person.email)).link.searchParams.get('token');
    const other = newVisitor(world);
    expect((await other.post('/auth/verify-email', { token })).body).toEqual({ status: 'verified' });
    expect(other.cookies.has('armature_session')).toBe(false);
    expect((await visitor.post('/auth/verify-email', { token })).body).toEqual({ status: 'verified' });
    expect(visitor.cookies.has('armature_session')).toBe(false);
    expect((await other.post('/auth/sign-in', { email: person.email, password: PASSWORD })).body).toEqual({ status: 'signed_in' });
  });

  test('a made-up or changed link is no link', async () => {
    const { person, visitor } = await signUp();
    const token = (await inbox.next(person.email)).link.searchParams.get('token') ?? '';
    for (const wrong of ['', 'x', `${token.slice(0, -3)}abc`, token.split('.').slice(0, 2).join('.')]) {
      expect(codeOf(await visitor.post('/auth/verify-email', { token: wrong }))).toEqual([404, 'link_not_found']);
    }
  });

  test('a taken address gets the same answer as a new one, and a mail that says so', async () => {
    const { person, visitor, answer } = await signUp();
    await visitor.post('/auth/verify-email', { token: (await inbox.next(person.email)).link.searchParams.get('token') });
    const thief = newVisitor(world);
    const again = await thief.post('/auth/sign-up', { ...person, name: 'Thief', password: 'another-lantern-river-42' });
    expect([again.status, again.body]).toEqual([answer.status, answer.body]);
    expect([...thief.cookies.keys()]).toEqual(['armature_sign_up']);
    const news = await inbox.next(person.email);
    expect([news.subject, news.text.includes('Thief')]).toEqual(['You have an Armature account already', false]);
    expect(codeOf(await thief.post('/auth/sign-in', { email: person.email, password: 'another-lantern-river-42' }))).toEqual([
      401,
      'invalid_credentials',
    ]);
  });

  test('of two who sign up with one address, the reader of its mail chooses the password, whichever mail it is', async () => {
    const { person, visitor: thief } = await signUp();
    const first = (await inbox.next(person.email)).link;
    const owner = newVisitor(world);
    const own = 'another-lantern-river-42';
    expect((await owner.post('/auth/sign-up', { ...person, password: own })).body).toEqual({ status: 'verify_email' });
    const second = (await inbox.next(person.email)).link;
    const opened = await owner.post('/auth/verify-email', { token: first.searchParams.get('token') });
    expect(opened.body).toEqual({ status: 'verified' });
    expect(codeOf(await thief.post('/auth/sign-in', { email: person.email, password: PASSWORD }))).toEqual([401, 'invalid_credentials']);
    expect(second.pathname).toBe('/reset-password');
    expect((await owner.post('/auth/reset-password', { token: second.searchParams.get('token'), password: own })).body).toEqual({
      ok: true,
    });
    expect((await owner.post('/auth/sign-in', { email: person.email, password: own })).body).toEqual({ status: 'signed_in' });
    expect(codeOf(await thief.post('/auth/sign-in', { email: person.email, password: PASSWORD }))).toEqual([401, 'invalid_credentials']);
  });

  test('who signs up twice with one password gets the same link again', async () => {
    const { person, visitor } = await signUp();
    await inbox.next(person.email);
    expect((await visitor.post('/auth/sign-up', person)).body).toEqual({ status: 'verify_email' });
    const { link } = await inbox.next(person.email);
    expect(link.pathname).toBe('/verify-email');
    expect((await visitor.post('/auth/verify-email', { token: link.searchParams.get('token') })).status).toBe(200);
    expect((await visitor.post('/auth/sign-in', { email: person.email, password: PASSWORD })).body).toEqual({ status: 'signed_in' });
  });

  test('two sign-ups with one address at the same moment are one account and no fault', async () => {
    const person = someone();
    const tries = await Promise.all([0, 1, 2].map(() => newVisitor(world).post('/auth/sign-up', person)));
    expect(tries.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await world.deps.db.selectFrom('users').select('id').where('email', '=', person.email).execute()).toHaveLength(1);
  });

  test('tries to sign up with an address do not keep its owner from a new password', async () => {
    const { person, visitor } = await signUp();
    await visitor.post('/auth/verify-email', { token: (await inbox.next(person.email)).link.searchParams.get('token') });
    for (let i = 0; i < 3; i += 1) await newVisitor(world).post('/auth/sign-up', { ...person, password: 'another-lantern-river-42' });
    for (let i = 0; i < 2; i += 1) await inbox.next(person.email);
    await newVisitor(world).post('/auth/forgot-password', { email: person.email });
    let mail = await inbox.next(person.email);
    if (mail.link.pathname === '/sign-in') mail = await inbox.next(person.email);
    expect(mail.link.pathname).toBe('/reset-password');
  });

  test('nobody’s mailbox is filled: after three mails to an address the answer stays and the mails stop', async () => {
    const { person, visitor } = await signUp();
    for (let i = 0; i < 5; i += 1)
      expect((await visitor.post('/auth/resend-verification', { email: person.email })).body).toEqual({ ok: true });
    const marker = await signUp();
    await inbox.next(marker.person.email);
    expect(inbox.mails.filter(({ to }) => to === person.email)).toHaveLength(3);
  });
});

test('a first person who never verified the address holds the place for an hour', async () => {
  const inbox = await startMailInbox();
  const world = await makeRestWorld({ mail: createMail({ url: inbox.url, from: 'armature@example.test' }) });
  await makeFresh(world);
  const [mistyped, right] = [someone(), someone()];
  expect((await newVisitor(world).post('/auth/sign-up', mistyped)).body).toEqual({ status: 'verify_email' });
  expect(codeOf(await newVisitor(world).post('/auth/sign-up', right))).toEqual([403, 'feature_disabled']);
  const anHourAgo = new Date(Date.now() - 61 * 60 * 1000);
  await world.deps.db.updateTable('users').set({ created_at: anHourAgo }).execute();
  expect((await newVisitor(world).get('/auth/options')).body.signUp).toBe('first_user');
  const visitor = newVisitor(world);
  expect((await visitor.post('/auth/sign-up', right)).status).toBe(201);
  await visitor.post('/auth/verify-email', { token: (await inbox.next(right.email)).link.searchParams.get('token') });
  const late = (await inbox.next(mistyped.email)).link.searchParams.get('token');
  expect(codeOf(await newVisitor(world).post('/auth/verify-email', { token: late }))).toEqual([404, 'link_not_found']);
  expect(await world.deps.db.selectFrom('users').select('email').execute()).toEqual([{ email: right.email }]);
  await world.close();
  await inbox.close();
});

test('in single-user mode there are no passwords', async () => {
  const world = await makeRestWorld({ settings: { singleUser: true } });
  const visitor = newVisitor(world);
  expect((await visitor.get('/auth/options')).body).toMatchObject({ singleUser: true, providers: [] });
  for (const path of ['sign-up', 'sign-in', 'two-factor', 'forgot-password', 'reset-password', 'verify-email', 'resend-verification']) {
    expect(codeOf(await visitor.post(`/auth/${path}`, {})), path).toEqual([403, 'feature_disabled']);
  }
  await world.close();
});
