// The second factor over HTTP: switching it on, signing in with codes and backup codes, and every way it must not open.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { codeAt } from '#test/authenticator-app';
import { makePeopleWorld, PASSWORD } from '#test/people-world';
import type { PeopleWorld } from '#test/people-world';
import type { Answer } from '#test/rest-world';
import { newVisitor } from '#test/visitor';

let world: PeopleWorld;
beforeAll(async () => {
  world = await makePeopleWorld();
});
afterAll(() => world.close());

/** `steps` of half a minute away from now: 1 is the next code. */
const totpCode = (secret: string, steps = 0): string => codeAt(secret, Date.now() + steps * seconds(30));

const codeOf = ({ status, body }: Answer): [number, unknown] => [status, body.error?.code];

/** A person whose second factor is on. The code of now is used up by that. */
async function newGuarded() {
  const person = await world.newPerson();
  const setup = (await person.visitor.post('/account/two-factor', { password: PASSWORD })).body;
  const secret: string = setup.secret;
  const backupCodes: string[] = setup.backupCodes;
  expect((await person.visitor.post('/account/two-factor/confirm', { code: totpCode(secret) })).body).toEqual({ ok: true });
  return { ...person, secret, backupCodes, uri: String(setup.uri) };
}

const WRONG = 'a1b2c-d3e4f';
const wrongCode = (secret: string): string =>
  ['000000', '111111', '222222', '333333'].find((code) => ![-1, 0, 1, 2].some((steps) => totpCode(secret, steps) === code)) ?? '444444';

describe('switching it on', () => {
  test('needs the password, then a code; both are kept encrypted', async () => {
    const { visitor, slug, userId } = await world.newPerson();
    const refused = await visitor.post('/account/two-factor', { password: 'not my password' });
    expect([codeOf(refused), refused.body.error.details.fieldErrors]).toMatchObject([[400, 'validation_failed'], [{ field: 'password' }]]);
    expect(codeOf(await visitor.post('/account/two-factor/confirm', { code: '123456' }))).toEqual([409, 'conflict']);
    const setup = (await visitor.post('/account/two-factor', { password: PASSWORD })).body;
    expect(setup).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32,}$/),
      uri: expect.stringMatching(/^otpauth:\/\/totp\/Armature:/),
      backupCodes: expect.any(Array),
    });
    expect(new Set(setup.backupCodes).size).toBe(10);
    const wrong = await visitor.post('/account/two-factor/confirm', { code: wrongCode(setup.secret) });
    expect([codeOf(wrong), wrong.body.error.details.fieldErrors]).toMatchObject([[400, 'validation_failed'], [{ field: 'code' }]]);
    expect((await visitor.get('/session')).body.user.twoFactorEnabled).toBe(false);
    expect((await visitor.post('/account/two-factor/confirm', { code: totpCode(setup.secret) })).body).toEqual({ ok: true });
    expect((await visitor.get('/session')).body.user.twoFactorEnabled).toBe(true);
    expect(codeOf(await visitor.post('/account/two-factor', { password: PASSWORD }))).toEqual([409, 'conflict']);
    const stored = JSON.stringify(await world.deps.db.selectFrom('two_factors').selectAll().where('user_id', '=', userId).execute());
    for (const clear of [setup.secret, ...setup.backupCodes]) expect(stored).not.toContain(clear);
    expect(await world.actionsIn(slug)).toContain('user.two_factor_on');
  });

  test('is undone with the password, after which the password is enough', async () => {
    const person = await newGuarded();
    expect(codeOf(await person.visitor.post('/account/two-factor/disable', { password: 'not my password' }))).toEqual([
      400,
      'validation_failed',
    ]);
    expect((await person.visitor.post('/account/two-factor/disable', { password: PASSWORD })).body).toEqual({ ok: true });
    expect((await (await world.signIn(person)).get('/session')).status).toBe(200);
    expect(codeOf(await person.visitor.post('/account/two-factor/disable', { password: PASSWORD }))).toEqual([409, 'conflict']);
    expect(codeOf(await person.visitor.post('/account/two-factor/backup-codes', { password: PASSWORD }))).toEqual([409, 'conflict']);
    expect(await world.actionsIn(person.slug)).toContain('user.two_factor_off');
  });
});

describe('signing in', () => {
  test('takes the password and a code; between the two nothing is open', async () => {
    const person = await newGuarded();
    const visitor = newVisitor(world);
    expect((await visitor.post('/auth/sign-in', { email: person.email, password: PASSWORD })).body).toEqual({ status: 'two_factor' });
    expect([...visitor.cookies.keys()]).toEqual(['armature_two_factor']);
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Max-Age=600', 'Path=/api'])
      expect(visitor.flags.get('armature_two_factor')).toContain(flag);
    expect(codeOf(await visitor.get('/session'))).toEqual([401, 'unauthenticated']);
    expect(codeOf(await visitor.post('/auth/two-factor', { code: wrongCode(person.secret) }))).toEqual([401, 'invalid_credentials']);
    expect((await visitor.post('/auth/two-factor', { code: totpCode(person.secret, 1) })).body).toEqual({ status: 'signed_in' });
    expect((await visitor.get('/session')).body.user.id).toBe(person.userId);
    expect([...visitor.cookies.keys()]).toEqual(['armature_session']);
    expect((await world.actionsIn(person.slug)).slice(0, 2)).toEqual(['user.sign_in', 'user.two_factor_failed']);
  });

  test('a code is good once, also within its half minute', async () => {
    const person = await newGuarded();
    const code = totpCode(person.secret, 1);
    expect((await (await world.signIn(person)).post('/auth/two-factor', { code })).body).toEqual({ status: 'signed_in' });
    const thief = await world.signIn(person);
    expect(codeOf(await thief.post('/auth/two-factor', { code }))).toEqual([401, 'invalid_credentials']);
    expect(JSON.stringify(await world.deps.db.selectFrom('verifications').selectAll().execute())).not.toContain(`"${code}"`);
  });

  test('of two browsers with one code at the same moment, one gets in', async () => {
    const person = await newGuarded();
    const browsers = [await world.signIn(person), await world.signIn(person)];
    const code = totpCode(person.secret, 1);
    const answers = await Promise.all(browsers.map((visitor) => visitor.post('/auth/two-factor', { code })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  test('five wrong codes end the sign-in, right or wrong what comes then', async () => {
    const person = await newGuarded();
    const visitor = await world.signIn(person);
    const tries = [];
    for (let i = 0; i < 5; i += 1) tries.push(codeOf(await visitor.post('/auth/two-factor', { code: wrongCode(person.secret) })));
    expect(new Set(tries.map(String))).toEqual(new Set(['401,invalid_credentials']));
    const late = await visitor.post('/auth/two-factor', { code: totpCode(person.secret, 1) });
    expect([codeOf(late), late.body.error.details.reason]).toEqual([[401, 'invalid_credentials'], 'begin_again']);
  });

  test('ten wrong codes in a row lock the factor over all sign-ins, for a quarter of an hour', async () => {
    const person = await newGuarded();
    for (let round = 0; round < 2; round += 1) {
      const visitor = await world.signIn(person);
      for (let i = 0; i < 5; i += 1) await visitor.post('/auth/two-factor', { backupCode: WRONG });
    }
    const locked = await (await world.signIn(person)).post('/auth/two-factor', { code: totpCode(person.secret, 1) });
    expect([codeOf(locked), locked.headers.get('retry-after')]).toEqual([[429, 'rate_limited'], '900']);
    await world.deps.db
      .updateTable('two_factors')
      .set({ locked_until: new Date(Date.now() - 1) })
      .where('user_id', '=', person.userId)
      .execute();
    expect((await (await world.signIn(person)).post('/auth/two-factor', { code: totpCode(person.secret, 1) })).status).toBe(200);
  });

  test('the cookie of the first step cannot be made up, changed or used late', async () => {
    const person = await newGuarded();
    const visitor = await world.signIn(person);
    const challenge = visitor.cookies.get('armature_two_factor') ?? '';
    for (const made of ['', 'x', '%', '2fa-x.y', '2fa-%00.x', `${challenge.slice(0, -8)}AAAAAAA%3D`, person.userId]) {
      visitor.cookies.set('armature_two_factor', made);
      expect(codeOf(await visitor.post('/auth/two-factor', { code: totpCode(person.secret, 1) })), made).toEqual([
        401,
        'invalid_credentials',
      ]);
    }
    await world.deps.db
      .updateTable('verifications')
      .set({ expires_at: new Date(Date.now() - 1) })
      .where('value', '=', person.userId)
      .execute();
    visitor.cookies.set('armature_two_factor', challenge);
    expect(codeOf(await visitor.post('/auth/two-factor', { code: totpCode(person.secret, 1) }))).toEqual([401, 'invalid_credentials']);
  });

  test('that was begun with a password ends when that password is changed', async () => {
    const person = await newGuarded();
    const thief = await world.signIn(person);
    const change = { currentPassword: PASSWORD, newPassword: 'green-harbour-stone-77' };
    expect((await person.visitor.post('/account/password', change)).body).toEqual({ ok: true });
    const late = await thief.post('/auth/two-factor', { code: totpCode(person.secret, 1) });
    expect([codeOf(late), late.body.error?.details.reason]).toEqual([[401, 'invalid_credentials'], 'begin_again']);
  });

  test.each([[{}], [{ code: '12345' }], [{ code: 'abcdef' }], [{ backupCode: 'x' }], [{ code: '123456', backupCode: WRONG }]])(
    '%j is no answer',
    async (body) => {
      expect(codeOf(await newVisitor(world).post('/auth/two-factor', body))).toEqual([400, 'validation_failed']);
    },
  );
});

describe('a backup code', () => {
  test('signs in once, with or without its dash', async () => {
    const person = await newGuarded();
    const [first = '', second = ''] = person.backupCodes;
    expect((await (await world.signIn(person)).post('/auth/two-factor', { backupCode: first })).body).toEqual({ status: 'signed_in' });
    expect(codeOf(await (await world.signIn(person)).post('/auth/two-factor', { backupCode: first }))).toEqual([
      401,
      'invalid_credentials',
    ]);
    expect((await (await world.signIn(person)).post('/auth/two-factor', { backupCode: second.replace('-', '') })).status).toBe(200);
  });

  test('is worth nothing once new ones are made', async () => {
    const person = await newGuarded();
    expect(codeOf(await person.visitor.post('/account/two-factor/backup-codes', { password: 'not my password' }))).toEqual([
      400,
      'validation_failed',
    ]);
    const renewed = (await person.visitor.post('/account/two-factor/backup-codes', { password: PASSWORD })).body.backupCodes;
    expect(renewed).toHaveLength(10);
    expect(codeOf(await (await world.signIn(person)).post('/auth/two-factor', { backupCode: person.backupCodes[0] }))).toEqual([
      401,
      'invalid_credentials',
    ]);
    expect((await (await world.signIn(person)).post('/auth/two-factor', { backupCode: renewed[0] })).status).toBe(200);
  });
});
