// Real large documents through the whole upload: packed, signed, compiled beside everything else, compared, served.
import { createHmac } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileBundle, createSource, diffBundles, getBundle, openBundle, promoteBundle } from '#modules/sources';
import { gitHubSpec } from './openapi-specs.ts';
import { makeRestWorld } from './rest-world.ts';
import type { RestWorld } from './rest-world.ts';

let world: RestWorld;
beforeAll(async () => {
  world = await makeRestWorld();
});
afterAll(() => world.close());

const PATH = '/api/openapi-artifacts/upload';

async function send(token: string, body: object) {
  const raw = gzipSync(JSON.stringify(body));
  const timestamp = String(Math.floor(world.clock.now().getTime() / 1000));
  const signature = createHmac('sha256', token).update(`${timestamp}.`).update(raw).digest('hex');
  const response = await world.request(PATH, {
    method: 'POST',
    body: raw,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'x-armature-timestamp': timestamp,
      'x-armature-signature': signature,
    },
  });
  return { status: response.status, body: (await response.json()) as ReturnType<typeof JSON.parse> };
}

/** The longest that nobody else could be served, in milliseconds. */
async function longestHold<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly holdMs: number; readonly tookMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const startedAt = performance.now();
  delay.enable();
  const value = await work();
  delay.disable();
  return { value, holdMs: Math.round(delay.max / 1e6), tookMs: Math.round(performance.now() - startedAt) };
}

test('two releases of GitHub are compiled in the background and compared', { timeout: 180_000 }, async () => {
  const { ada, org } = await world.newOrg();
  const { token } = await world.keyOf(ada);
  await createSource(ada, { name: 'GitHub', slug: 'github', mode: 'code' });
  const ids: string[] = [];
  for (const name of ['ghes-3.18', 'ghes-3.19'] as const) {
    const openapi = JSON.parse(gitHubSpec(name)) as object;
    const answered = await longestHold(() =>
      send(token, { source: 'github', openapi, manifest: { baseUrls: { production: 'https://github.example/api/v3' } } }),
    );
    expect(answered.value.status).toBe(202);
    const bundleId: string = answered.value.body.bundle.id;
    const compiled = await longestHold(() => compileBundle(world.deps, { bundleId }, ada.signal));
    console.info(
      `${name}: answered after ${answered.tookMs} ms, holding others up to ${answered.holdMs} ms; ` +
        `compiled in ${compiled.tookMs} ms, holding others up to ${compiled.holdMs} ms`,
    );
    await promoteBundle(ada, { bundleId });
    ids.push(bundleId);
  }
  const [before = '', after = ''] = ids;
  const { apiDiff, operationCount } = await getBundle(ada, { bundleId: after });
  expect(operationCount).toBeGreaterThan(900);
  expect([apiDiff?.against, apiDiff?.added.length, apiDiff?.removed.length, apiDiff?.breaking]).toEqual([before, 59, 0, false]);
  const compared = await longestHold(() => diffBundles(ada, { bundleId: after, against: before }));
  const opened = await longestHold(() => openBundle(world.deps, { orgId: org.id, slug: 'github', environment: 'production' }));
  console.info(
    `compared in ${compared.tookMs} ms, holding others up to ${compared.holdMs} ms; ` +
      `opened in ${opened.tookMs} ms, holding others up to ${opened.holdMs} ms`,
  );
  expect(opened.value.operations.all.length).toBe(operationCount);
});
