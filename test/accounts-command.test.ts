// `armature accounts reset` as an operator runs it: the real program beside a running application, on one database.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratch } from '#test/armature-process';
import type { Finished, Scratch } from '#test/armature-process';
import { codeAt } from '#test/authenticator-app';
import { MASTER_KEY } from '#test/harness';
import { makePeopleWorld, PASSWORD } from '#test/people-world';
import type { PeopleWorld } from '#test/people-world';
import { newVisitor } from '#test/visitor';

const PUBLIC_URL = 'https://armature.example.test';
const OTHER_PASSWORD = 'green-violin-harbor-77';

let world: PeopleWorld;
let scratch: Scratch;
beforeAll(async () => {
  [world, scratch] = await Promise.all([makePeopleWorld(), makeScratch()]);
});
afterAll(async () => {
  await world.close();
  await scratch.remove();
});

const reset = (args: readonly string[], env: Record<string, string> = {}): Promise<Finished> =>
  scratch.run(['accounts', 'reset', ...args], {
    DATABASE_URL: world.databaseUrl,
    ARMATURE_SECRET_KEY: MASTER_KEY.toString('base64'),
    PUBLIC_URL,
    ...env,
  });

async function newGuarded() {
  const person = await world.newPerson();
  const { secret } = (await person.visitor.post('/account/two-factor', { password: PASSWORD })).body;
  const confirmed = await person.visitor.post('/account/two-factor/confirm', { code: codeAt(secret, Date.now()) });
  expect(confirmed.body).toEqual({ ok: true });
  return person;
}

const trySignIn = async (email: string, password: string) => (await newVisitor(world).post('/auth/sign-in', { email, password })).body;

/** Uses the link as its page does. */
async function choosePassword(link: string, password: string) {
  const { origin, pathname, searchParams } = new URL(link);
  expect([origin, pathname]).toEqual([PUBLIC_URL, '/reset-password']);
  const answer = await newVisitor(world).post('/auth/reset-password', { token: searchParams.get('token'), password });
  return [answer.status, answer.body.error?.code];
}

/** Rows of the operator in an organization, the newest first. */
const operatorRows = (slug: string) =>
  world.deps.db
    .selectFrom('audit_log')
    .innerJoin('organizations', 'organizations.id', 'audit_log.org_id')
    .select(['action', 'object_id', 'actor_type'])
    .where('organizations.slug', '=', slug)
    .where('actor_id', '=', 'operator')
    .orderBy('audit_log.at', 'desc')
    .orderBy('audit_log.id', 'desc')
    .execute();

test('the printed link sets a new password once and ends the old session; the second factor stays', async () => {
  const { email, visitor, slug, userId } = await newGuarded();
  const second = await visitor.post('/account/organizations', { name: 'Second of Noa' });
  const printed = await reset([email.toUpperCase()]);
  expect(printed).toMatchObject({ code: 0, err: expect.stringContaining('works once and for 30 minutes') });
  expect((await visitor.get('/session')).status).toBe(200);
  expect(await choosePassword(printed.out, OTHER_PASSWORD)).toEqual([200, undefined]);
  expect((await visitor.get('/session')).status).toBe(401);
  expect(await choosePassword(printed.out, PASSWORD)).toEqual([404, 'link_not_found']);
  expect(await trySignIn(email, PASSWORD)).toMatchObject({ error: { code: 'invalid_credentials' } });
  expect(await trySignIn(email, OTHER_PASSWORD)).toEqual({ status: 'two_factor' });
  const row = { action: 'user.password_reset_link', object_id: userId, actor_type: 'system' };
  for (const each of [slug, second.body.slug]) expect(await operatorRows(each)).toEqual([row]);
  expect(JSON.stringify(await world.deps.db.selectFrom('audit_log').selectAll().execute())).not.toContain(
    new URL(printed.out).searchParams.get('token'),
  );
});

test('--drop-second-factor: the new password alone is enough, and the codes of before are gone', async () => {
  const { email, slug, userId } = await newGuarded();
  const bystander = await newGuarded();
  const printed = await reset([email, '--drop-second-factor']);
  expect(printed).toMatchObject({ code: 0, err: expect.stringContaining('The second factor is off.') });
  expect(await choosePassword(printed.out, OTHER_PASSWORD)).toEqual([200, undefined]);
  const again = await world.signIn({ email }, OTHER_PASSWORD);
  expect((await again.get('/session')).body.user).toMatchObject({ email, twoFactorEnabled: false });
  expect(await world.deps.db.selectFrom('two_factors').select('id').where('user_id', '=', userId).execute()).toEqual([]);
  expect((await operatorRows(slug)).map(({ action }) => action).toSorted()).toEqual(['user.password_reset_link', 'user.two_factor_off']);
  expect(await trySignIn(bystander.email, PASSWORD)).toEqual({ status: 'two_factor' });
  expect(await operatorRows(bystander.slug)).toEqual([]);
  expect((await reset([email, '--drop-second-factor'])).err).toContain('No second factor was on.');
  expect(await operatorRows(slug)).toHaveLength(3);
});

test("an address that is nobody's, or the local person's, is a usage error, and another master key undecided", async () => {
  expect(await reset(['nobody@example.test'])).toMatchObject({
    code: 2,
    out: '',
    err: 'email: nobody here has the address nobody@example.test',
  });
  expect(await reset(['nobody'])).toMatchObject({ code: 2, out: '', err: 'email: must be an e-mail address' });
  expect(await reset(['local@localhost'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('armature link') });
  const { email } = await world.newPerson();
  const other = { ARMATURE_SECRET_KEY: Buffer.alloc(32, 9).toString('base64') };
  expect(await reset([email], other)).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringContaining('not the one this database was sealed with'),
  });
});
