// Sign-in with Google and GitHub over HTTP, against a provider on loopback.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS_TOKEN, CLIENT, startFakeProvider } from '#test/fake-provider';
import type { FakeProvider, PersonThere } from '#test/fake-provider';
import { makePeopleWorld, PASSWORD } from '#test/people-world';
import type { PeopleWorld } from '#test/people-world';
import type { Answer } from '#test/rest-world';
import { newVisitor } from '#test/visitor';
import type { Visitor } from '#test/visitor';

let provider: FakeProvider;
let world: PeopleWorld;
let closed: PeopleWorld;
beforeAll(async () => {
  provider = await startFakeProvider();
  const signInProviders = { clients: { google: CLIENT, github: CLIENT }, endpoints: provider };
  world = await makePeopleWorld({ signInProviders });
  closed = await makePeopleWorld({ signInProviders: { ...signInProviders, clients: { google: CLIENT } }, settings: { openSignup: false } });
});
afterAll(async () => {
  await world.close();
  await closed.close();
  await provider.close();
});

type Id = 'google' | 'github';
let count = 100;
const personThere = (more: Partial<PersonThere> = {}): PersonThere => {
  count += 1;
  return { id: String(count), email: `there${count}@example.test`, emailVerified: true, name: 'Mira There', ...more };
};

const codeOf = ({ status, body }: Answer): [number, unknown] => [status, body.error?.code];
const begin = async (visitor: Visitor, id: Id, query = '') => {
  const answer = await visitor.get(`/auth/provider/${id}${query}`);
  expect(answer.status).toBe(302);
  return answer.headers.get('location') ?? '';
};
const comeBack = async (visitor: Visitor, id: Id, search: string) =>
  (await visitor.get(`/api/auth/callback/${id}${search}`)).headers.get('location');
const signInAt = async (visitor: Visitor, id: Id, person: PersonThere) =>
  comeBack(visitor, id, provider.allow(await begin(visitor, id), person));

describe.each(['google', 'github'] as const)('%s', (id) => {
  test('signs a new person up and in, and keeps none of its tokens', async () => {
    const there = personThere();
    const visitor = newVisitor(world);
    expect(await signInAt(visitor, id, there)).toBe('/');
    expect((await visitor.get('/session')).body.user).toMatchObject({ email: there.email, name: 'Mira There', emailVerified: true });
    expect((await visitor.get('/account')).body).toMatchObject({
      hasPassword: false,
      providers: [
        { id: 'google', linked: id === 'google' },
        { id: 'github', linked: id === 'github' },
      ],
    });
    const accounts = await world.deps.db.selectFrom('accounts').selectAll().where('account_id', '=', there.id).execute();
    expect(accounts).toMatchObject([
      { provider_id: id, password: null, access_token: null, refresh_token: null, id_token: null, scope: null },
    ]);
    expect(JSON.stringify(accounts)).not.toContain(ACCESS_TOKEN);
  });

  test('brings the same person back, also when the address there has changed', async () => {
    const there = personThere();
    const [first, second] = [newVisitor(world), newVisitor(world)];
    await signInAt(first, id, there);
    await signInAt(second, id, { ...there, email: 'changed@example.test', emailVerified: false });
    expect((await second.get('/session')).body.user).toEqual((await first.get('/session')).body.user);
  });

  test('joins an account whose address both sides verified, which is written down', async () => {
    const person = await world.newPerson();
    const visitor = newVisitor(world);
    expect(await signInAt(visitor, id, personThere({ email: person.email.toUpperCase() }))).toBe('/');
    expect((await visitor.get('/session')).body.user.id).toBe(person.userId);
    expect((await world.actionsIn(person.slug)).slice(0, 2)).toEqual(['user.sign_in', 'user.provider_link']);
  });

  test('an address the provider did not verify joins nothing and makes nobody', async () => {
    const person = await world.newPerson();
    const visitor = newVisitor(world);
    expect(await signInAt(visitor, id, personThere({ email: person.email, emailVerified: false }))).toBe('/sign-in?problem=not_linked');
    const stranger = personThere({ emailVerified: false });
    expect(await signInAt(visitor, id, stranger)).toBe('/sign-in?problem=unverified');
    expect(visitor.cookies.has('armature_session')).toBe(false);
    expect(await world.deps.db.selectFrom('users').select('id').where('email', '=', stranger.email).execute()).toEqual([]);
  });

  test('an account here whose address nobody verified is not joined', async () => {
    const email = `unverified-${id}@example.test`;
    await newVisitor(world).post('/auth/sign-up', { name: 'Noa', email, password: PASSWORD });
    const visitor = newVisitor(world);
    expect(await signInAt(visitor, id, personThere({ email }))).toBe('/sign-in?problem=not_linked');
    expect(visitor.cookies.has('armature_session')).toBe(false);
  });
});

describe('the way back', () => {
  test('belongs to the browser that went there', async () => {
    const [visitor, victim] = [newVisitor(world), newVisitor(world)];
    const search = provider.allow(await begin(visitor, 'google'), personThere());
    expect(await comeBack(victim, 'google', search)).toBe('/sign-in?problem=expired');
    await begin(victim, 'google');
    expect(await comeBack(victim, 'google', search)).toBe('/sign-in?problem=expired');
    expect(victim.cookies.has('armature_session')).toBe(false);
  });

  test.each(['%00', '%E0%A4%A', 'a%3Bb', 'x'])('with the cookie %s is not opened', async (cookie) => {
    const visitor = newVisitor(world);
    const search = provider.allow(await begin(visitor, 'google'), personThere());
    visitor.cookies.set('armature_provider', cookie);
    expect(await comeBack(visitor, 'google', search)).toBe('/sign-in?problem=expired');
  });

  test('works once', async () => {
    const visitor = newVisitor(world);
    const search = provider.allow(await begin(visitor, 'google'), personThere());
    const state = visitor.cookies.get('armature_provider') ?? '';
    expect(await comeBack(visitor, 'google', search)).toBe('/');
    visitor.cookies.set('armature_provider', state);
    expect(await comeBack(visitor, 'google', search)).toBe('/sign-in?problem=expired');
  });

  test('of one provider does not open the other', async () => {
    const visitor = newVisitor(world);
    const search = provider.allow(await begin(visitor, 'google'), personThere());
    expect(await comeBack(visitor, 'github', search)).toMatch(/^\/sign-in\?problem=/);
    expect(visitor.cookies.has('armature_session')).toBe(false);
  });

  test.each([
    ['the person said no', '&error=access_denied', 'denied'],
    ['the code is wrong', '&code=wrong', 'failed'],
    ['there is nothing', '', 'failed'],
    ['an error is made up', '&error=javascript:alert(1)', 'failed'],
  ])('when %s leads to the sign-in page', async (_what, query, problem) => {
    const visitor = newVisitor(world);
    const state = new URL(await begin(visitor, 'google')).searchParams.get('state');
    expect(await comeBack(visitor, 'google', `?state=${state}${query}`)).toBe(`/sign-in?problem=${problem}`);
  });

  test('when the provider does not say who it is leads to the sign-in page', async () => {
    const visitor = newVisitor(world);
    expect(await signInAt(visitor, 'github', personThere({ id: 'no number' }))).toBe('/sign-in?problem=failed');
    expect(visitor.cookies.has('armature_session')).toBe(false);
  });

  test.each([
    '',
    '?',
    '?state=',
    '?state=x&code=y',
    '?code=y',
    '?state=%00&code=y',
    '?state=%E0%A4%A',
    '?state=a&state=b',
    `?state=${'x'.repeat(3000)}`,
  ])('that is %j leads to the sign-in page', async (search) => {
    expect(await comeBack(newVisitor(world), 'google', search)).toMatch(/^\/sign-in\?problem=(expired|failed)$/);
  });

  test.each([
    ['/o/shop/runs?status=failed', '/o/shop/runs?status=failed'],
    ['//evil.test/x', '/'],
    ['https://evil.test', '/'],
    ['/\\evil.test', '/'],
    ['javascript:alert(1)', '/'],
    ['/api/app/sign-out', '/'],
  ])('with next=%s goes to %s', async (next, expected) => {
    const visitor = newVisitor(world);
    const search = provider.allow(await begin(visitor, 'google', `?next=${encodeURIComponent(next)}`), personThere());
    expect(await comeBack(visitor, 'google', search)).toBe(expected);
  });
});

describe('where signing up needs an invitation', () => {
  test('a stranger is turned away, and the invited person comes in', async () => {
    const { db } = closed.deps;
    const there = personThere();
    const visitor = newVisitor(closed);
    expect(await signInAt(visitor, 'google', there)).toBe('/sign-in?problem=closed');
    expect(await db.selectFrom('users').select('id').where('email', '=', there.email).execute()).toEqual([]);
    const cast = await closed.newOrg();
    const { call } = await closed.sessionOf(cast.ada);
    await call('POST', `/api/app/o/${cast.org.slug}/invitations`, { body: { email: there.email, role: 'editor' } });
    const token = (await closed.inbox.next(there.email)).link.searchParams.get('token') ?? '';
    const search = provider.allow(await begin(visitor, 'google', `?invitation=${token}`), there);
    expect(await comeBack(visitor, 'google', search)).toBe(`/invitation?token=${token}`);
    expect((await visitor.post(`/invitations/${token}/accept`)).body).toMatchObject({ role: 'editor' });
  });

  test('a provider that is not set up is not there', async () => {
    for (const path of ['/auth/provider/github', '/auth/provider/evil', '/api/auth/callback/github?code=x&state=y']) {
      expect(codeOf(await newVisitor(closed).get(path))).toEqual([404, 'provider_not_found']);
    }
    expect((await newVisitor(closed).get('/auth/options')).body.providers).toEqual(['google']);
  });

  test('nothing else of the sign-in library is served', async () => {
    for (const path of ['/api/auth/sign-in/email', '/api/auth/get-session', '/api/auth/ok', '/api/auth/error', '/api/auth/sign-up/email']) {
      for (const method of ['GET', 'POST']) {
        const answer = await newVisitor(closed).send(method, path, method === 'POST' ? {} : undefined);
        expect(codeOf(answer), `${method} ${path}`).toEqual([404, 'route_not_found']);
      }
    }
  });
});

test('a first password is set by who has none, and then signs in', async () => {
  const there = personThere();
  const visitor = newVisitor(world);
  await signInAt(visitor, 'google', there);
  expect((await visitor.post('/account/password', { newPassword: PASSWORD })).body).toEqual({ ok: true });
  expect((await visitor.get('/account')).body.hasPassword).toBe(true);
  expect((await newVisitor(world).post('/auth/sign-in', { email: there.email, password: PASSWORD })).body).toEqual({ status: 'signed_in' });
});
