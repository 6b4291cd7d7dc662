// Checks of programs that are started for them: one that answers, one that ends, and one that may not be started any more.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failed } from '#kernel/outcome';
import { createServer } from '#modules/servers';
import { systemClock } from '#platform/clock';
import type { Ctx, Deps } from '#platform/ctx';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import { createProgramHost } from '#platform/process/program-host';
import type { ProgramHost } from '#platform/process/program-host';
import { addMonitor, makeCheckWorld, newestCheck } from '#test/check-world';
import type { CheckWorld } from '#test/check-world';
import { executeCheck } from './execute-check.ts';

const EVERYTHING = join(
  import.meta.dirname,
  '../../../../test/peers/everything/node_modules/@modelcontextprotocol/server-everything/dist/index.js',
);

let world: CheckWorld;
let deps: Deps;
const programs = createProgramHost({ log: silentLog });
beforeAll(async () => {
  world = await makeCheckWorld();
  const mcp = createMcpDoor({ fetch: world.deps.fetch, clock: systemClock, log: silentLog, programs });
  deps = { ...world.deps, mcp, settings: { ...world.deps.settings, allowStdio: true } };
});
afterAll(async () => {
  await programs.close();
  await world.close();
});

async function programOf(args: readonly string[]): Promise<string> {
  const cast = await world.newTeam();
  const ben: Ctx = { ...cast.ben, deps };
  const { id: serverId } = await createServer(ben, {
    name: 'Program',
    transportType: 'stdio_hosted',
    connectionConfig: { command: process.execPath, args },
    skipProbe: true,
  });
  return addMonitor(ben, { serverId, toolName: 'echo', arguments: { message: 'hi' } });
}

async function checkWith(doors: Deps, monitorId: string) {
  await executeCheck(doors, { monitorId, tickAt: null }, new AbortController().signal);
  return newestCheck(doors, monitorId);
}

test('a program is started, asked and ended', { timeout: 30_000 }, async () => {
  expect(await checkWith(deps, await programOf([EVERYTHING, 'stdio']))).toMatchObject({ status: 'pass', resultExcerpt: 'Echo: hi' });
});

test('one that ends is an error of its process, with its last words', { timeout: 30_000 }, async () => {
  const monitorId = await programOf(['-e', 'console.error("no config found"); process.exit(3)']);
  expect(await checkWith(deps, monitorId)).toMatchObject({
    status: 'error',
    reason: 'process',
    latencyMs: null,
    message: expect.stringContaining('no config found'),
  });
});

test('one for which this instance has no room is not held against it', async () => {
  const monitorId = await programOf(['-e', '']);
  const full: ProgramHost = { ...programs, start: async () => failed({ message: 'was not started: 32 run already', isOurs: true }) };
  const mcp = createMcpDoor({ fetch: world.deps.fetch, clock: systemClock, log: silentLog, programs: full });
  expect(await checkWith({ ...deps, mcp }, monitorId)).toMatchObject({
    status: 'unknown',
    reason: 'own_network',
    message: expect.stringMatching(/^Not counted: this instance had no room for the program\..*32 run already/),
  });
});

test('one that may not be started any more is not, and the check says who can change that', async () => {
  const monitorId = await programOf([EVERYTHING, 'stdio']);
  expect(await checkWith(world.deps, monitorId)).toMatchObject({
    status: 'error',
    reason: 'process',
    message: expect.stringContaining('ALLOW_STDIO=1'),
  });
});
