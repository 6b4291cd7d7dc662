// Two real processes on one database: what one revokes the other refuses within a second, and limits are one limit.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey, createSignInLink } from '#modules/access';
import { makeWorld } from './harness.ts';
import type { World } from './harness.ts';
import { killAll, startProgram } from './program.ts';
import type { Program } from './program.ts';

const V1 = '/api/armature/v1';
const PER_MINUTE = 30;
const START_MS = 60_000;

let world: World;
let root: string;
const programs: Program[] = [];
/** Where the two listen. */
let one: string;
let other: string;

beforeAll(async () => {
  world = await makeWorld();
  root = mkdtempSync(join(tmpdir(), 'armature-two-'));
  const env = {
    ARMATURE_DATA_DIR: root,
    DATABASE_URL: world.databaseUrl,
    ARMATURE_SECRET_KEY: randomBytes(32).toString('base64'),
    RATE_LIMIT_PER_MINUTE: String(PER_MINUTE),
    PORT: '0',
    LOG_LEVEL: 'warn',
  };
  const start = async (): Promise<string> => {
    const program = startProgram({ args: ['serve', '--roles=web'], env });
    programs.push(program);
    return / is ready at (\S+)/.exec(await program.prints('is ready at '))?.[1] ?? '';
  };
  // the first stores what marks its master key
  one = await start();
  other = await start();
}, START_MS);
afterAll(async () => {
  await killAll(programs);
  await world.close();
  rmSync(root, { recursive: true, force: true });
});

const ask = async (origin: string, token: string): Promise<number> => {
  const response = await fetch(`${origin}${V1}/org`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
};

test('a key revoked in one process is refused by the other within a second', async () => {
  const { ada } = await world.newOrg();
  const signedIn = await fetch(`${one}/sign-in/local?token=${await createSignInLink(world.deps, { userId: ada.actor.id })}`, {
    redirect: 'manual',
  });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { csrfToken } = (await (await fetch(`${one}/api/app/session`, { headers: { cookie } })).json()) as { csrfToken: string };
  const latencies: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const { token, key } = await createApiKey(ada, { name: `round ${round}` });
    expect([await ask(one, token), await ask(other, token), await ask(other, token)]).toEqual([200, 200, 200]);
    const startedAt = performance.now();
    const headers = { cookie, 'x-armature-csrf': csrfToken };
    const revoked = await fetch(`${one}/api/app/o/${ada.org.slug}/keys/${key.id}`, { method: 'DELETE', headers });
    expect(revoked.status).toBe(200);
    expect(await ask(one, token)).toBe(401);
    while ((await ask(other, token)) !== 401) expect(performance.now() - startedAt).toBeLessThan(1000);
    latencies.push(performance.now() - startedAt);
  }
  console.log(`revoked in one process, refused by the other after ${latencies.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  expect(Math.max(...latencies)).toBeLessThan(1000);
});

test('a key has one minute for both together', async () => {
  const { ada } = await world.newOrg();
  const { token } = await createApiKey(ada, { name: 'busy' });
  const startedAt = performance.now();
  const statuses = await Promise.all(Array.from({ length: 2 * PER_MINUTE }, (_, i) => ask(i % 2 === 0 ? one : other, token)));
  const refilled = Math.ceil(((performance.now() - startedAt) / 60_000) * PER_MINUTE);
  const passed = statuses.filter((status) => status === 200).length;
  expect(passed).toBeGreaterThanOrEqual(PER_MINUTE);
  expect(passed).toBeLessThanOrEqual(PER_MINUTE + refilled);
  expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
});

test('an address that guesses keys is stopped by both together', async () => {
  const startedAt = performance.now();
  const guess = (i: number) => ask(i % 2 === 0 ? one : other, `amt_${String(i).padStart(12, '0')}_${'a'.repeat(40)}`);
  const statuses = await Promise.all(Array.from({ length: 150 }, (_, i) => guess(i)));
  const refilled = Math.ceil((performance.now() - startedAt) / 1000);
  const answered = statuses.filter((status) => status === 401).length;
  // the keys revoked above were failures of this address as well
  expect(answered).toBeGreaterThanOrEqual(40);
  expect(answered).toBeLessThanOrEqual(60 + refilled);
});
