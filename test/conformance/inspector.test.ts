// The Inspector, a client that others wrote, at /api/mcp: in three eras, and strict about schemas.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConformanceWorld } from './conformance-world.ts';
import type { ConformanceWorld } from './conformance-world.ts';
import { READING_TOOLS, REPAIR_PATH, repairApp } from './repair-app.ts';

const INSPECTOR = join(
  import.meta.dirname,
  '../peers/inspector/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
);
/** Every look is a process of its own. */
const INSPECTING_MS = 90_000;

let conformance: ConformanceWorld;
let url: string;
let home: string;

beforeAll(async () => {
  if (!existsSync(INSPECTOR)) throw new Error('The Inspector is not installed: run npm ci in test/peers/inspector');
  home = await mkdtemp(join(tmpdir(), 'armature-inspector-'));
  conformance = await makeConformanceWorld();
  ({ url } = await conformance.serve(repairApp(conformance.world.deps), REPAIR_PATH));
});
afterAll(async () => {
  await conformance.close();
  await rm(home, { recursive: true, force: true });
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function inspect(era: string, options: readonly string[], token = conformance.token): Promise<Ended> {
  const sent = ['--header', `Authorization: Bearer ${token}`];
  const args = ['--cli', url, '--transport', 'http', ...sent, '--stored-auth-only', '--protocol-era', era, '--format', 'json', ...options];
  const child = spawn(process.execPath, [INSPECTOR, ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said.stderr += chunk));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, ...said };
}

const answerOf = ({ stdout }: Ended): unknown => (JSON.parse(stdout) as { result: unknown }).result;

describe.each(['legacy', 'auto', 'modern'])('the Inspector in the era %s', (era) => {
  test('finds every tool, with schemas that every client can use', { timeout: INSPECTING_MS }, async () => {
    const listed = await inspect(era, ['--method', 'tools/list', '--strict']);
    expect(listed.exitCode, listed.stderr).toBe(0);
    // fields that hold any JSON, such as the arguments of a call
    expect(
      [...listed.stderr.matchAll(/Issue: (.*)/g)].map(([, issue]) => issue).filter((issue) => !issue?.includes('accepts any value')),
    ).toEqual([]);
    const { tools } = answerOf(listed) as { tools: { name: string }[] };
    expect(tools).toHaveLength(14);
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(READING_TOOLS));
  });

  test('calls a tool, reads a resource and gets a prompt', { timeout: INSPECTING_MS }, async () => {
    const [called, read, prompted] = await Promise.all([
      inspect(era, ['--method', 'tools/call', '--tool-name', 'list_workflows', '--tool-arg', 'limit=5']),
      inspect(era, ['--method', 'resources/read', '--uri', 'armature://schemas/workflow']),
      inspect(era, ['--method', 'prompts/list']),
    ]);
    expect(answerOf(called)).toMatchObject({ structuredContent: { workflows: [], nextCursor: null } });
    expect(answerOf(read)).toMatchObject({ contents: [{ uri: 'armature://schemas/workflow', mimeType: 'application/json' }] });
    expect(answerOf(prompted)).toMatchObject({ prompts: [{ name: 'repair_failing_workflow' }, { name: 'design_workflow_suite' }] });
  });
});

test('the Inspector is told that it needs a key', async () => {
  const refused = await inspect('auto', ['--method', 'tools/list'], 'amt_nobody');
  expect(refused.exitCode).toBe(3);
  expect(refused.stderr).toContain('auth_required');
});
