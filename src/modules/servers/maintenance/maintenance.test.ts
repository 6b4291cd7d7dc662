// Windows are announced, changed and taken away by editors; what is open is known to all who ask.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days, hours, minutes } from '#kernel/duration';
import { listAuditLog } from '#modules/access';
import type { Ctx } from '#platform/ctx';
import { makeWorld } from '#test/harness';
import type { World } from '#test/harness';
import {
  createMaintenanceWindow,
  createServer,
  listMaintenanceWindows,
  maintenanceAt,
  maintenanceOf,
  removeMaintenanceWindow,
  removeServer,
  updateMaintenanceWindow,
} from '../index.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

const nobody = () => Promise.resolve([]);
const UNUSED = { usersOf: nobody, usersOfProfile: nobody, pauseUsers: () => Promise.resolve() };
const newShop = async () => {
  const cast = await world.newOrg();
  const server = await createServer(cast.ben, { name: 'Shop', baseUrl: 'http://127.0.0.1:9/mcp', skipProbe: true });
  return { ...cast, serverId: server.id };
};
const later = (ms: number) => new Date(world.clock.now().getTime() + ms).toISOString();
const onceIn = (ms: number, lengthMs = hours(1)) => ({ title: 'Upgrade', kind: 'once', startsAt: later(ms), endsAt: later(ms + lengthMs) });
const WEEKLY = { title: 'Backup', kind: 'weekly', weekdays: [7, 1, 7], startTime: '02:30', durationMinutes: 90, timezone: 'Europe/Berlin' };
const openFor = (ctx: Ctx, serverId: string) => maintenanceAt(world.deps.db, { orgId: ctx.org.id, serverId, at: world.clock.now() });

test('an editor announces maintenance; it is open from its beginning to its end, and all see what comes', async () => {
  const { ben, vera, serverId } = await newShop();
  const window = await createMaintenanceWindow(ben, { serverId, ...onceIn(minutes(10)) });
  expect(window).toMatchObject({ serverId, title: 'Upgrade', kind: 'once', createdBy: 'Ben', isOpen: false });
  expect(await openFor(ben, serverId)).toBeUndefined();
  world.clock.advance(minutes(10));
  expect(await openFor(ben, serverId)).toEqual({ id: window.id, title: 'Upgrade' });
  expect(await maintenanceOf(world.deps.db, [serverId, 'mcp_other'], world.clock.now())).toEqual(new Set([serverId]));
  expect(await listMaintenanceWindows(vera, { serverId })).toMatchObject([
    { id: window.id, isOpen: true, next: { endsAt: later(hours(1)) } },
  ]);
  world.clock.advance(hours(1));
  expect(await openFor(ben, serverId)).toBeUndefined();
  expect(await maintenanceOf(world.deps.db, [serverId], world.clock.now())).toEqual(new Set());
  expect(await listMaintenanceWindows(vera, { serverId })).toMatchObject([{ id: window.id, isOpen: false, next: null }]);
});

test('a weekly window keeps each day once and in order, and says when it comes next', async () => {
  const { ben, serverId } = await newShop();
  const window = await createMaintenanceWindow(ben, { serverId, ...WEEKLY });
  expect(window).toMatchObject({ weekdays: [1, 7], startTime: '02:30', durationMinutes: 90, timezone: 'Europe/Berlin' });
  expect(Date.parse(window.next?.endsAt ?? '') - Date.parse(window.next?.startsAt ?? '')).toBe(minutes(90));
  expect(Date.parse(window.next?.endsAt ?? '')).toBeGreaterThan(world.clock.now().getTime());
});

test('an open window is listed before one that comes, and one that is over last', async () => {
  const { ben, serverId } = await newShop();
  const make = async (title: string, ms: number, lengthMs?: number) =>
    createMaintenanceWindow(ben, { serverId, ...onceIn(ms, lengthMs), title });
  await make('over', 0, minutes(5));
  await make('comes', hours(5));
  await make('open', 0, hours(4));
  world.clock.advance(minutes(10));
  expect((await listMaintenanceWindows(ben, { serverId })).map(({ title }) => title)).toEqual(['open', 'comes', 'over']);
});

test.each([
  ['a title', { title: '' }, 'title'],
  ['a kind', { kind: 'daily' }, 'kind'],
  ['times in ISO 8601', { startsAt: 'tomorrow' }, 'startsAt'],
  ['an offset', { startsAt: '2099-01-01T00:00:00' }, 'startsAt'],
  ['an end after the beginning', { startsAt: '2099-01-02T00:00:00Z', endsAt: '2099-01-01T00:00:00Z' }, 'endsAt'],
  ['at most 30 days', { startsAt: '2099-01-01T00:00:00Z', endsAt: '2099-01-31T00:00:01Z' }, 'endsAt'],
  ['an end in the future', { startsAt: '2001-01-01T00:00:00Z', endsAt: '2001-01-02T00:00:00Z' }, 'endsAt'],
  ['both times', { endsAt: undefined }, 'endsAt'],
  ['no fields of the other kind', { timezone: 'UTC' }, 'timezone'],
  ['known fields', { note: 'x' }, 'note'],
])('a window for once needs %s', async (_what, change, field) => {
  const { ben, serverId } = await newShop();
  await expect(createMaintenanceWindow(ben, { serverId, ...onceIn(hours(1)), ...change })).rejects.toMatchObject({
    code: 'validation_failed',
    fieldErrors: [{ field }],
  });
});

test.each([
  ['at least one day', { weekdays: [] }, 'weekdays'],
  ['days from 1 to 7', { weekdays: [0] }, 'weekdays[0]'],
  ['a time of day', { startTime: '24:00' }, 'startTime'],
  ['a length', { durationMinutes: 0 }, 'durationMinutes'],
  ['at most a week', { durationMinutes: 10_081 }, 'durationMinutes'],
  ['a zone', { timezone: undefined }, 'timezone'],
  ['a known zone', { timezone: 'Mars/Base' }, 'timezone'],
  ['no fields of the other kind', { startsAt: '2099-01-01T00:00:00Z' }, 'startsAt'],
])('a weekly window needs %s', async (_what, change, field) => {
  const { ben, serverId } = await newShop();
  await expect(createMaintenanceWindow(ben, { serverId, ...WEEKLY, ...change })).rejects.toMatchObject({
    code: 'validation_failed',
    fieldErrors: [{ field }],
  });
});

test('what a change leaves out stays; another kind needs all its fields; one that is over can still be renamed', async () => {
  const { ben, serverId } = await newShop();
  const { id: windowId } = await createMaintenanceWindow(ben, { serverId, ...WEEKLY });
  expect(await updateMaintenanceWindow(ben, { serverId, windowId, startTime: '04:00' })).toMatchObject({
    title: 'Backup',
    weekdays: [1, 7],
    startTime: '04:00',
    durationMinutes: 90,
  });
  await expect(updateMaintenanceWindow(ben, { serverId, windowId, kind: 'once' })).rejects.toMatchObject({
    fieldErrors: [{ field: 'startsAt' }, { field: 'endsAt' }],
  });
  const { title: _, ...time } = onceIn(minutes(1));
  expect(await updateMaintenanceWindow(ben, { serverId, windowId, ...time })).toMatchObject({ kind: 'once', title: 'Backup' });
  world.clock.advance(hours(3));
  expect(await updateMaintenanceWindow(ben, { serverId, windowId, title: 'Was' })).toMatchObject({ title: 'Was', next: null });
  await expect(updateMaintenanceWindow(ben, { serverId, windowId, startsAt: time.startsAt })).rejects.toMatchObject({
    fieldErrors: [{ field: 'endsAt', message: 'must be in the future' }],
  });
});

test('an open window that is taken away ends at once', async () => {
  const { ben, serverId } = await newShop();
  const { id: windowId } = await createMaintenanceWindow(ben, { serverId, ...onceIn(0) });
  expect(await openFor(ben, serverId)).toBeDefined();
  await removeMaintenanceWindow(ben, { serverId, windowId });
  expect(await openFor(ben, serverId)).toBeUndefined();
  await expect(removeMaintenanceWindow(ben, { serverId, windowId })).rejects.toMatchObject({
    code: 'not_found',
    thing: 'maintenance_window',
  });
});

test('every change is audited with what it changed', async () => {
  const { ada, ben, serverId } = await newShop();
  const { id: windowId } = await createMaintenanceWindow(ben, { serverId, ...WEEKLY });
  await updateMaintenanceWindow(ben, { serverId, windowId, title: 'Nightly' });
  await removeMaintenanceWindow(ben, { serverId, windowId });
  const { rows } = await listAuditLog(ada, { objectType: 'maintenance_window' });
  expect(rows.map(({ action, objectId }) => [action, objectId])).toEqual([
    ['maintenance_window.remove', windowId],
    ['maintenance_window.update', windowId],
    ['maintenance_window.create', windowId],
  ]);
  expect(rows[1]).toMatchObject({ before: { title: 'Backup' }, after: { title: 'Nightly' } });
});

test('a server has at most 50 windows that are not over, and keeps no more than 50 that are', async () => {
  const { ben, serverId } = await newShop();
  for (let i = 0; i < 50; i += 1) await createMaintenanceWindow(ben, { serverId, ...onceIn(0), title: `Old ${i}` });
  await expect(createMaintenanceWindow(ben, { serverId, ...WEEKLY })).rejects.toMatchObject({ code: 'conflict' });
  world.clock.advance(days(1));
  for (let i = 0; i < 3; i += 1) await createMaintenanceWindow(ben, { serverId, ...onceIn(0), title: `New ${i}` });
  const titles = (await listMaintenanceWindows(ben, { serverId })).map(({ title }) => title);
  expect(titles).toHaveLength(52);
  expect(titles).not.toContain('Old 0');
  expect(titles).toContain('Old 1');
});

test('vera may look and not change; eve finds nothing', async () => {
  const { ben, vera, eve, serverId } = await newShop();
  const { id: windowId } = await createMaintenanceWindow(ben, { serverId, ...WEEKLY });
  const forbidden = { code: 'forbidden_role' };
  await expect(createMaintenanceWindow(vera, { serverId, ...WEEKLY })).rejects.toMatchObject(forbidden);
  await expect(updateMaintenanceWindow(vera, { serverId, windowId, title: 'x' })).rejects.toMatchObject(forbidden);
  await expect(removeMaintenanceWindow(vera, { serverId, windowId })).rejects.toMatchObject(forbidden);
  const nothing = { code: 'not_found', thing: 'mcp_server' };
  await expect(listMaintenanceWindows(eve, { serverId })).rejects.toMatchObject(nothing);
  await expect(createMaintenanceWindow(eve, { serverId, ...WEEKLY })).rejects.toMatchObject(nothing);
  await expect(updateMaintenanceWindow(eve, { serverId, windowId, title: 'x' })).rejects.toMatchObject(nothing);
  await expect(removeMaintenanceWindow(eve, { serverId, windowId })).rejects.toMatchObject(nothing);
  expect(await listMaintenanceWindows(vera, { serverId })).toHaveLength(1);
});

test('a window of another server is not found, and an archived server gets none', async () => {
  const { ben, serverId } = await newShop();
  const { id: windowId } = await createMaintenanceWindow(ben, { serverId, ...WEEKLY });
  const other = await createServer(ben, { name: 'Other', baseUrl: 'http://127.0.0.1:9/mcp', skipProbe: true });
  await expect(removeMaintenanceWindow(ben, { serverId: other.id, windowId })).rejects.toMatchObject({ thing: 'maintenance_window' });
  await removeServer(ben, { serverId: other.id }, UNUSED);
  await expect(createMaintenanceWindow(ben, { serverId: other.id, ...WEEKLY })).rejects.toMatchObject({ code: 'conflict' });
});
