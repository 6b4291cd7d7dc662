// The status page of an organization: who may save it, what is refused, and what a stranger is told.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteOrganization, listAuditLog } from '#modules/access';
import { createMaintenanceWindow } from '#modules/servers';
import { makeWorld } from '#test/harness';
import type { Cast, World } from '#test/harness';
import { insertWatchedMonitor } from '#test/watched-monitor';
import type { MonitorPast } from '#test/watched-monitor';
import { getStatusPage, publicStatus, saveStatusPage, statusPageEraser, statusPageExporter } from './index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

let count = 0;
const slugOf = () => `page-${(count += 1)}`;
const page = (changes: Readonly<Record<string, unknown>> = {}) => ({
  slug: slugOf(),
  title: 'Acme',
  isPublic: true,
  monitors: [],
  ...changes,
});
const ago = (minutes: number) => new Date(world.clock.now().getTime() - minutes * 60_000);

/** A public page that shows one monitor under the label "Orders". */
async function shown({ ada }: Cast, past: MonitorPast = {}, changes: Readonly<Record<string, unknown>> = {}) {
  const { monitorId, serverId } = await insertWatchedMonitor(ada, past);
  const saved = await saveStatusPage(ada, page({ monitors: [{ monitorId, label: 'Orders' }], ...changes }));
  return { monitorId, serverId, slug: saved.slug, status: () => publicStatus(world.deps, saved.slug) };
}

test('before it is saved the page is a proposal that nobody outside finds', async () => {
  const { vera, org } = await world.newOrg();
  expect(await getStatusPage(vera)).toEqual({
    slug: org.slug,
    title: 'Shop status',
    description: '',
    isPublic: false,
    showsLatency: false,
    monitors: [],
    url: `http://127.0.0.1:4600/status/${org.slug}`,
    updatedAt: null,
  });
  expect(await publicStatus(world.deps, org.slug)).toBeUndefined();
});

test('ada saves it whole: monitors in her order, under her labels; what she leaves out is empty', async () => {
  const { ada, vera } = await world.newOrg();
  const [a, b] = [await insertWatchedMonitor(ada), await insertWatchedMonitor(ada)];
  const monitors = [b, a].map(({ monitorId }, index) => ({ monitorId, label: `Part ${index}` }));
  const saved = await saveStatusPage(ada, page({ description: 'How we are', showsLatency: true, monitors }));
  expect(saved).toMatchObject({ description: 'How we are', showsLatency: true, updatedAt: world.clock.now().toISOString() });
  expect(saved.monitors).toEqual(monitors.map((one) => ({ ...one, monitorName: 'internal name' })));
  expect(await getStatusPage(vera)).toEqual(saved);
  const again = await saveStatusPage(ada, page({ slug: saved.slug }));
  expect(again).toMatchObject({ description: '', showsLatency: false, monitors: [] });
  const { rows } = await listAuditLog(ada, { objectType: 'status_page' });
  expect(rows.map(({ action }) => action)).toEqual(['status_page.update', 'status_page.create']);
  expect(Object.keys(rows[0]?.after ?? {}).toSorted()).toEqual(['description', 'monitors', 'showsLatency']);
});

test('vera and ben may not save it', async () => {
  const { ben, vera } = await world.newOrg();
  for (const person of [ben, vera]) await expect(saveStatusPage(person, page())).rejects.toMatchObject({ code: 'forbidden_role' });
});

test.each([
  ['slug', { slug: 'a' }],
  ['slug', { slug: 'Upper' }],
  ['slug', { slug: 'a/../b' }],
  ['slug', { slug: 'x'.repeat(81) }],
  ['slug', { slug: undefined }],
  ['title', { title: '  ' }],
  ['title', { title: 'x'.repeat(81) }],
  ['description', { description: 'x'.repeat(501) }],
  ['isPublic', { isPublic: 'yes' }],
  ['monitors', { monitors: Array.from({ length: 51 }, (_, i) => ({ monitorId: `mon_${i}`, label: 'x' })) }],
  ['monitors[0].label', { monitors: [{ monitorId: 'mon_1', label: '' }] }],
  ['monitors[1].monitorId', { monitors: [1, 2].map(() => ({ monitorId: 'mon_1', label: 'x' })) }],
  ['monitors[0].monitorId', { monitors: [{ monitorId: 'mon_none', label: 'x' }] }],
  ['monitors[0].tool', { monitors: [{ monitorId: 'mon_1', label: 'x', tool: 'order_get' }] }],
  ['theme', { theme: 'dark' }],
])('a wrong %s is refused by its name', async (field, changes) => {
  const { ada } = await world.newOrg();
  await expect(saveStatusPage(ada, page(changes))).rejects.toMatchObject({ code: 'validation_failed', fieldErrors: [{ field }] });
  expect((await getStatusPage(ada)).updatedAt).toBeNull();
});

test('a secret is not published by accident', async () => {
  const { ada } = await world.newOrg();
  const description = `Our key is ${['sk', 'proj', 'A1b2C3d4'.repeat(6)].join('-')}`;
  await expect(saveStatusPage(ada, page({ description }))).rejects.toMatchObject({ code: 'secret_in_arguments' });
});

test("another organization's slug is taken, public or not, and its monitors are none of ours", async () => {
  const { ada, eve } = await world.newOrg();
  const { slug } = await saveStatusPage(ada, page({ isPublic: false }));
  await expect(saveStatusPage(eve, page({ slug }))).rejects.toMatchObject({ code: 'conflict', fieldErrors: [{ field: 'slug' }] });
  expect((await getStatusPage(eve)).updatedAt).toBeNull();
  const { monitorId } = await insertWatchedMonitor(ada);
  await expect(saveStatusPage(eve, page({ monitors: [{ monitorId, label: 'x' }] }))).rejects.toMatchObject({
    fieldErrors: [{ field: 'monitors[0].monitorId' }],
  });
  expect(JSON.stringify(await getStatusPage(eve))).not.toContain(slug);
});

test('two who save at once leave one whole page', async () => {
  const { ada } = await world.newOrg();
  const made = await Promise.all([1, 2, 3].map(() => insertWatchedMonitor(ada)));
  const slug = slugOf();
  const saves = made.map(({ monitorId }) => saveStatusPage(ada, page({ slug, monitors: [{ monitorId, label: monitorId }] })));
  await Promise.all(saves);
  expect((await getStatusPage(ada)).monitors).toHaveLength(1);
});

test('a stranger learns labels, states, days and outages, and nothing else', async () => {
  const cast = await world.newOrg();
  const { status, monitorId } = await shown(cast, {
    status: 'fail',
    lastCheckAt: ago(1),
    days: [
      { ago: 0, pass: 1399, error: 1 },
      { ago: 89, fail: 10 },
      { ago: 90, fail: 1000 },
    ],
    outages: [
      { startedAt: ago(30), endedAt: null, status: 'fail', checks: 1 },
      { startedAt: ago(3000), endedAt: ago(2990), status: 'error', checks: 2 },
      { startedAt: ago(4000), endedAt: ago(3999), status: 'error', checks: 1 },
      { startedAt: ago(92 * 1440), endedAt: ago(91 * 1440), status: 'error', checks: 500 },
    ],
  });
  const known = await status();
  expect(known).toMatchObject({
    title: 'Acme',
    state: 'down',
    uptimePercent: 99.21,
    checkedAt: ago(1).toISOString(),
    monitors: [{ id: monitorId, label: 'Orders', state: 'failing', latency: null }],
    incidents: [
      { monitorId, label: 'Orders', kind: 'failing', startedAt: ago(30).toISOString(), endedAt: null },
      { monitorId, label: 'Orders', kind: 'unreachable', startedAt: ago(3000).toISOString(), endedAt: ago(2990).toISOString() },
    ],
  });
  expect(known?.incidents).toHaveLength(2);
  const told = JSON.stringify(known);
  for (const hidden of ['internal', 'http_status', cast.org.id, cast.org.slug, 'mcp_', 'out_', 'chk_']) expect(told).not.toContain(hidden);
});

test('a page that is taken back, a paused monitor, one in maintenance and one that is deleted are seen at once', async () => {
  const cast = await world.newOrg();
  const { status, slug, serverId, monitorId } = await shown(cast, { status: 'error' });
  await createMaintenanceWindow(cast.ben, {
    serverId,
    title: 'internal works',
    kind: 'once',
    startsAt: ago(5).toISOString(),
    endsAt: ago(-5).toISOString(),
  });
  expect(await status()).toMatchObject({ state: 'maintenance', monitors: [{ state: 'maintenance' }] });
  expect(JSON.stringify(await status())).not.toContain('internal');
  await world.deps.db.updateTable('monitors').set({ state: 'paused' }).where('id', '=', monitorId).execute();
  expect(await status()).toMatchObject({ state: 'unchecked', monitors: [{ state: 'paused' }] });
  await world.deps.db.deleteFrom('monitors').where('id', '=', monitorId).execute();
  expect(await status()).toMatchObject({ monitors: [], incidents: [] });
  expect((await getStatusPage(cast.vera)).monitors).toEqual([]);
  await saveStatusPage(cast.ada, page({ slug, isPublic: false }));
  expect(await status()).toBeUndefined();
});

test('the page of an organization that is being deleted is gone at once, and erased with it', async () => {
  const cast = await world.newOrg();
  const { status } = await shown(cast);
  const exported = await Array.fromAsync(statusPageExporter.objects(cast.ada));
  expect(exported).toMatchObject([{ kind: 'status_page', title: 'Acme', monitors: [{ label: 'Orders' }] }]);
  await deleteOrganization(cast.ada, { slug: cast.org.slug }, { stopRuns: async () => {} });
  expect(await status()).toBeUndefined();
  expect(await statusPageEraser.eraseBatch(world.deps.db, cast.org.id)).toBe(1);
  expect(await statusPageEraser.eraseBatch(world.deps.db, cast.org.id)).toBe(0);
});
