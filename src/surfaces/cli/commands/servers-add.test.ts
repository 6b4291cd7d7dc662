// armature servers add: what it sends, for a URL and for a program, with secrets from the environment alone.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { recordingTerminal } from '#test/recording-terminal';
import { startStubInstance } from '#test/stub-instance';
import type { Asked, StubInstance } from '#test/stub-instance';
import { addServerCommand } from './servers-add.ts';
import type { AddFlags } from './servers-add.ts';

let stub: StubInstance;
let asked: Asked | undefined;
beforeAll(async () => {
  stub = await startStubInstance((one) => {
    asked = one;
    return { status: 201, body: { id: 'mcp_1', name: 'Shop', health: 'healthy', toolCount: 3, protocolVersion: '2026-01-01' } };
  });
});
afterAll(() => stub.stop());
beforeEach(() => {
  asked = undefined;
});

const env = { HOME: '/nonexistent', SHOP_TOKEN: 'a-token', TENANT: 'acme', ROOT: '/srv/files' };
const add = (target: readonly string[], flags: Partial<AddFlags>) => {
  const recording = recordingTerminal({ env });
  return addServerCommand(
    target,
    { url: stub.url, apiKey: 'k', name: 'Shop', transport: 'streamable_http', ...flags },
    recording.terminal,
  ).then((code) => ({ code, out: recording.out() }));
};

test('a URL, with what it needs', async () => {
  const flags = { bearerEnv: 'SHOP_TOKEN', headerEnv: ['X-Tenant=TENANT'], environment: 'staging', category: ['shop'], skipProbe: true };
  expect(await add(['https://mcp.example.test/mcp'], flags)).toEqual({ code: 0, out: 'mcp_1  Shop  healthy  3 tools  2026-01-01' });
  expect(asked?.body).toEqual({
    name: 'Shop',
    baseUrl: 'https://mcp.example.test/mcp',
    transportType: 'streamable_http',
    connectionConfig: { extraHeaders: { 'X-Tenant': 'acme' } },
    authProfile: { name: 'default', kind: 'bearer', value: 'a-token' },
    environment: 'staging',
    categories: ['shop'],
    skipProbe: true,
  });
});

test('a program, with the variables it is handed', async () => {
  await add(['npx', '-y', 'some-mcp-server'], { stdio: true, env: ['ROOT'], cwd: '/srv' });
  expect(asked?.body).toEqual({
    name: 'Shop',
    transportType: 'stdio_hosted',
    connectionConfig: { command: 'npx', args: ['-y', 'some-mcp-server'], env: { ROOT: '/srv/files' }, cwd: '/srv' },
  });
});

test('a variable that is not set is named, and nothing is sent', async () => {
  await expect(add(['prog'], { stdio: true, env: ['MISSING'] })).rejects.toMatchObject({
    exitCode: 2,
    message: '--env: the variable MISSING is not set.',
  });
  expect(asked).toBeUndefined();
});
