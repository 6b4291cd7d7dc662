// Servers that are saved together with others: tried before, with what they listed kept, and their secrets compared.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { startShopServer } from '#test/shop-server';
import type { ShopServer } from '#test/shop-server';
import { createServer, differingSecrets, getCatalog, getServer, keepProbe, listAuthProfiles, probePlanned } from '../index.ts';

let world: World;
let mcp: ShopServer;
beforeAll(async () => {
  [world, mcp] = await Promise.all([makeWorld(), startShopServer()]);
});
afterAll(async () => {
  await mcp.close();
  await world.close();
});

const saved = ({ ben }: Cast) =>
  createServer(ben, {
    name: 'Shop',
    baseUrl: mcp.url,
    connectionConfig: { extraHeaders: { 'X-Tenant': 'tenant-one' } },
    authProfile: { kind: 'bearer', value: 'Bearer planted' },
    skipProbe: true,
  });

describe('trying what is planned', () => {
  test('uses the stored values where they stay, and changes nothing', async () => {
    const cast = await world.newOrg();
    const { id } = await saved(cast);
    const planned = { serverId: id, baseUrl: `${mcp.url}?again`, connectionConfig: { extraHeaders: { 'X-Tenant': '' } } };
    expect(await probePlanned(cast.ben, planned)).toMatchObject({ ok: true, counts: { tools: 7 } });
    const sent = mcp.received.at(-1)?.headers;
    expect([sent?.['x-tenant'], sent?.['authorization']]).toEqual(['tenant-one', 'Bearer planted']);
    expect(await getServer(cast.vera, { serverId: id })).toMatchObject({ baseUrl: mcp.url, health: 'unknown', lastSyncedAt: null });
  });

  test('sends nothing that is stored to another origin', async () => {
    const cast = await world.newOrg();
    const { id } = await saved(cast);
    const other = await startShopServer();
    try {
      const planned = { serverId: id, baseUrl: other.url, connectionConfig: { extraHeaders: { 'X-Tenant': '' } } };
      await expect(probePlanned(cast.ben, planned)).rejects.toMatchObject({
        fieldErrors: [{ field: 'authProfile.value' }, { field: 'connectionConfig.extraHeaders.X-Tenant' }],
      });
      expect(other.received).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('vera may not, and eve cannot', async () => {
    const cast = await world.newOrg();
    const { id } = await saved(cast);
    await expect(probePlanned(cast.vera, { baseUrl: mcp.url })).rejects.toMatchObject({ code: 'forbidden_role' });
    await expect(probePlanned(cast.eve, { serverId: id, baseUrl: mcp.url })).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('what was listed is kept once it is asked for, by editors of the organization alone', async () => {
  const cast = await world.newOrg();
  const { id: serverId } = await saved(cast);
  const probe = await probePlanned(cast.ben, { baseUrl: mcp.url });
  await expect(keepProbe(cast.vera, { serverId, probe, trigger: 'create' })).rejects.toMatchObject({ code: 'forbidden_role' });
  await expect(keepProbe(cast.eve, { serverId, probe, trigger: 'create' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(keepProbe(cast.ben, { serverId, probe: { ...probe, ok: false }, trigger: 'create' })).rejects.toMatchObject({
    code: 'conflict',
  });
  await keepProbe(cast.ben, { serverId, probe, trigger: 'create' });
  expect((await getCatalog(cast.vera, { serverId })).tools).toHaveLength(7);
});

test('values are told apart from the stored ones, and never told', async () => {
  const cast = await world.newOrg();
  const { id: serverId } = await saved(cast);
  const [profile] = await listAuthProfiles(cast.vera, { serverId });
  const brought = (header: string, value: string) => ({
    serverId,
    headers: { 'X-Tenant': header, 'X-New': 'x' },
    env: {},
    profiles: { [profile?.id ?? '']: value },
  });
  const same = await differingSecrets(cast.ben, brought('tenant-one', ' planted '));
  expect([[...same.headers], [...same.profiles]]).toEqual([['X-New'], []]);
  const other = await differingSecrets(cast.ben, brought('tenant-two', 'another'));
  expect([[...other.headers], [...other.profiles]]).toEqual([['X-Tenant', 'X-New'], [profile?.id]]);
  await expect(differingSecrets(cast.vera, brought('', ''))).rejects.toMatchObject({ code: 'forbidden_role' });
  await expect(differingSecrets(cast.eve, brought('', ''))).rejects.toMatchObject({ code: 'not_found' });
});
