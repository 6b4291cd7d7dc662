// Secrets are planted everywhere a secret can be, and given back by every server that gets one, in every way a server has. Then they
// are looked for: in the whole database, in every answer, in the log, in live notices and in telemetry. They must be nowhere.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minutes } from '#kernel/duration';
import { plantEverywhere } from './canary-planting.ts';
import { readEverything } from './canary-reading.ts';
import { dumpDatabase } from './canary-scan.ts';
import type { Dump } from './canary-scan.ts';
import { finderOf } from './canary-values.ts';
import type { Finder } from './canary-values.ts';
import { makeCanaryWorld } from './canary-world.ts';
import type { CanaryWorld } from './canary-world.ts';

let canary: CanaryWorld;
let dump: Dump;
let found: Finder;

beforeAll(async () => {
  canary = await makeCanaryWorld();
  await plantEverywhere(canary);
  await readEverything(canary);
  dump = await dumpDatabase(canary.world.databaseUrl);
  found = finderOf({ ...canary.planted, ...canary.tokensMade });
}, minutes(4));
afterAll(() => canary.close());

test('the canaries got where they can be given back, and the finder finds them in every form', () => {
  const received = [...canary.echo.credentials].join('\n');
  for (const name of ['bearer', 'extraHeader', 'apiKeyHeader', 'accessToken', 'productCredential', 'sourceSecret'] as const)
    expect(received).toContain(canary.planted[name]);
  for (const name of ['clientSecret', 'authorizationCode'] as const) expect(canary.tokens.received()).toContain(canary.planted[name]);
  expect(canary.mailServer.passwords).toContain(canary.planted.smtpPassword);
  expect(canary.model.requests.some(({ headers }) => headers.authorization?.includes(canary.planted.modelKey))).toBe(true);
  expect(canary.runIds.length).toBeGreaterThan(40);
  const told = canary.slack.requests.map(({ path, headers }) => decodeURIComponent(`${path} ${headers['authorization'] ?? ''}`)).join('\n');
  for (const name of ['webhookPath', 'slackHook', 'slackToken'] as const) expect(told).toContain(canary.planted[name]);
  const value = canary.planted.bearer;
  const forms = [
    value,
    JSON.stringify({ value }),
    encodeURIComponent(value),
    Buffer.from(value).toString('hex'),
    `${value.slice(0, 9)}\n ${value.slice(9)}`,
  ];
  for (const before of ['', 'a', 'ab']) forms.push(Buffer.from(`${before}${value} after`).toString('base64'));
  for (const form of forms) expect(found.find(`before ${form} after`)).toEqual(['bearer']);
});

test('the database holds none of them, in any column of any table', () => {
  expect(dump.tables).toBeGreaterThan(30);
  expect(dump.columns).toBeGreaterThan(300);
  expect(dump.rows.length).toBeGreaterThan(1_000);
  for (const table of [
    'public.secrets',
    'public.run_events',
    'public.audit_log',
    'public.catalog_snapshots',
    'public.users',
    'public.api_keys',
    'public.monitor_checks',
    'public.server_syncs',
    'public.tool_uses',
    'public.incidents',
    'public.alert_deliveries',
    'public.alert_destinations',
  ])
    expect(dump.rows.filter((row) => row.table === table).length).toBeGreaterThan(0);
  const bad = dump.rows.map(({ table, text }) => ({ table, names: found.find(text), text })).filter(({ names }) => names.length > 0);
  expect(bad.slice(0, 5)).toEqual([]);
});

test('no answer holds one, but for those that show a new one to who asked for it', () => {
  const { answers, shownOnce } = canary.said;
  expect(answers.length).toBeGreaterThan(400);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(300);
  expect(answers.filter(({ what, status }) => status >= 500 && what !== 'GET /readyz')).toEqual([]);
  const bad = answers.map((answer) => ({ ...answer, names: found.find(answer.text) })).filter(({ names }) => names.length > 0);
  expect(bad.slice(0, 5)).toEqual([]);
  expect(shownOnce.flatMap(({ text }) => found.find(text)).toSorted()).toEqual([
    'ingestKey',
    'invitation',
    'passwordSession',
    'rotatedSecret',
    'secretOfMoved',
    'secretOfRefusing',
    'sessionToken',
  ]);
});

test('the log, live notices and telemetry hold none', () => {
  const { lines, notices, spans } = canary.said;
  for (const heard of [lines, notices, spans]) {
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.filter((line) => found.find(line).length > 0).slice(0, 5)).toEqual([]);
  }
});

test('no message holds one, by whatever channel it went', () => {
  const messages = canary.slack.requests.filter(({ path }) => path !== '/api/oauth.v2.access').map(({ body }) => body);
  expect(messages.filter((body) => body.includes('[redacted:')).length).toBeGreaterThan(20);
  expect(messages.filter((body) => found.find(body).length > 0).slice(0, 5)).toEqual([]);
});

test('what the servers gave back was kept, with a mark in the place of each secret', () => {
  const events = dump.rows.filter(({ table }) => table === 'public.run_events').map(({ text }) => text);
  expect(events.filter((text) => text.includes('[redacted:')).length).toBeGreaterThan(50);
  const checks = dump.rows.filter(({ table }) => table === 'public.monitor_checks').map(({ text }) => text);
  expect(checks.filter((text) => text.includes('[redacted:')).length).toBeGreaterThan(50);
  const snapshots = dump.rows.filter(({ table }) => table === 'public.catalog_snapshots').map(({ text }) => text);
  expect(snapshots.filter((text) => text.includes('[redacted:'))).toHaveLength(snapshots.length);
});
