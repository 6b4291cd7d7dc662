// The full export: everything of one organization, nothing of another, no secret, and an end that says it is whole.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seconds } from '#kernel/duration';
import { acceptOwnership, exportOrganization, listAuditLog } from '#modules/access';
import type { Exported, Exporter } from '#modules/access';
import { getTrace } from '#modules/runs';
import type { Ctx } from '#platform/ctx';
import { EXPORTERS } from '../src/surfaces/api/app-routes/exporters.ts';
import { fillOrganization } from './filled-organization.ts';
import { makeRunWorld } from './run-world.ts';
import type { RunWorld } from './run-world.ts';

let world: RunWorld;
beforeAll(async () => {
  world = await makeRunWorld();
});
afterAll(() => world.close());

async function exported(ctx: Ctx): Promise<Exported[]> {
  const objects: Exported[] = [];
  for await (const object of await exportOrganization(ctx, EXPORTERS)) objects.push(object);
  return objects;
}
const countsOf = (objects: readonly Exported[]) =>
  Object.fromEntries([...Map.groupBy(objects, ({ kind }) => kind)].map(([kind, same]) => [kind, same.length]));

test('holds one line for every object, and ends with their number', async () => {
  const { ada, ben, org, runIds, workflowId, apiKey, ingestKey } = await fillOrganization(world);
  const objects = await exported(ada);
  const events = (await Promise.all(runIds.map(async (runId) => (await getTrace(ben, { runId, limit: 1000 })).events.length))).reduce(
    (sum, count) => sum + count,
    0,
  );
  expect(countsOf(objects)).toMatchObject({
    organization: 1,
    member: 3,
    invitation: 1,
    api_key: 1,
    ingest_key: 1,
    mcp_server: 1,
    auth_profile: expect.any(Number),
    snapshot: 1,
    catalog_entry: 7,
    model: 2,
    workflow: 1,
    workflow_version: 2,
    run: 2,
    run_verdict: 4,
    run_event: events,
    run_artifact: 2,
    audit_entry: (await listAuditLog(ada, {})).total,
    end: 1,
  });
  expect(objects.at(-1)).toEqual({ kind: 'end', count: objects.length - 1 });
  expect(objects[0]).toMatchObject({ kind: 'organization', id: org.id, slug: org.slug, retentionDays: 30 });
  const all = (kind: string) => objects.filter((object) => object.kind === kind);
  expect(all('member').map(({ name, role }) => [name, role])).toEqual(
    expect.arrayContaining([
      ['Ada', 'owner'],
      ['Ben', 'editor'],
      ['Vera', 'viewer'],
    ]),
  );
  expect(all('member').every(({ email }) => typeof email === 'string')).toBe(true);
  expect(all('invitation')).toMatchObject([{ email: 'guest@example.test', role: 'editor', state: 'pending' }]);
  expect(all('api_key')).toMatchObject([{ id: apiKey.id, name: 'ci', revokedAt: null }]);
  expect(all('ingest_key')).toMatchObject([{ id: ingestKey.id, name: 'production' }]);
  expect(all('auth_profile')).toContainEqual(
    expect.objectContaining({ name: 'Staging', authKind: 'bearer', secretSetAt: expect.any(String) }),
  );
  expect(all('workflow')).toMatchObject([{ id: workflowId, name: 'Order status', state: 'active' }]);
  expect(all('workflow_version').map(({ number }) => number)).toEqual([1, 2]);
  expect(all('run').map(({ runId, status }) => [runId, status])).toEqual(runIds.toSorted().map((runId) => [runId, 'pass']));
  for (const artifact of all('run_artifact'))
    expect(artifact).toMatchObject({ artifactKind: 'image', mimeType: 'image/png', base64: expect.stringMatching(/^iVBOR/) });
  expect(all('snapshot')).toMatchObject([{ catalog: { tools: expect.arrayContaining([expect.objectContaining({ name: 'order_get' })]) } }]);
});

test('holds no secret and no hash of one', async () => {
  const { ada, planted } = await fillOrganization(world);
  const text = JSON.stringify(await exported(ada));
  for (const secret of planted) expect(text).not.toContain(secret);
  for (const field of ['salt', 'hash', 'tokenHash', 'token_hash', 'secretId', 'secret_id', 'sealed', 'password', 'csrf']) {
    expect(text).not.toContain(`"${field}"`);
  }
  const { db } = world.deps;
  const keys = [
    ...(await db.selectFrom('api_keys').select(['hash', 'salt']).execute()),
    ...(await db.selectFrom('ingest_keys').select(['hash', 'salt']).execute()),
  ];
  for (const { hash, salt } of keys) {
    for (const bytes of [hash, salt]) {
      for (const encoding of ['hex', 'base64', 'base64url'] as const) expect(text).not.toContain(bytes?.toString(encoding) ?? 'no hash');
    }
  }
  for (const { token_hash: hash } of await db.selectFrom('invitations').select('token_hash').execute()) expect(text).not.toContain(hash);
});

test('holds nothing of another organization', async () => {
  const [ours, theirs] = [await fillOrganization(world), await fillOrganization(world)];
  const text = JSON.stringify(await exported(ours.ada));
  for (const id of [theirs.org.id, theirs.serverId, theirs.workflowId, theirs.apiKey.id, theirs.ada.actor.id, ...theirs.runIds]) {
    expect(text).not.toContain(id);
  }
});

test('is for the owner in person, and is written down', async () => {
  const { ada, ben, vera, org } = await world.newShop();
  const key: Ctx = { ...ada, actor: { type: 'key', id: 'key_aaaaaaaaaaaa', name: 'ci', role: 'owner' } };
  for (const who of [ben, vera, key, { ...ben, actor: { ...ben.actor, role: 'owner' as const } }]) {
    await expect(exportOrganization(who, EXPORTERS)).rejects.toMatchObject({ code: 'forbidden_role' });
  }
  await exported(ada);
  expect((await listAuditLog(ada, { action: 'organization.export' })).rows).toMatchObject([{ objectId: org.id, actor: { name: 'Ada' } }]);
});

test('is read no faster than it is taken, and stops when nobody takes it', async () => {
  const { ada } = await world.newShop();
  let made = 0;
  let ended = false;
  const endless: Exporter = {
    async *objects() {
      try {
        for (;;) {
          made += 1;
          yield { kind: 'row', made };
        }
      } finally {
        ended = true;
      }
    },
  };
  let taken = 0;
  for await (const object of await exportOrganization(ada, [endless])) {
    if (object.kind === 'row') taken += 1;
    if (taken === 10) break;
  }
  expect([made, ended]).toEqual([10, true]);
});

test('stops for somebody who is no longer the owner', async () => {
  const shop = await fillOrganization(world);
  const objects = (await exportOrganization(shop.ada, EXPORTERS))[Symbol.asyncIterator]();
  await objects.next();
  await acceptOwnership(shop.ben);
  world.clock.advance(seconds(15));
  await expect(objects.next()).rejects.toMatchObject({ code: 'forbidden_role' });
});
