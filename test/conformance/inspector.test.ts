// The Inspector, a client that others wrote, at /api/mcp: in three eras, and strict about schemas.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConformanceWorld } from './conformance-world.ts';
import type { ConformanceWorld } from './conformance-world.ts';
import { answerOf, INSPECTING_MS, issuesIn, openInspector } from './inspector.ts';
import type { Inspector, Look } from './inspector.ts';
import { READING_TOOLS, REPAIR_PATH, repairApp } from './repair-app.ts';

let conformance: ConformanceWorld;
let url: string;
let inspector: Inspector;

beforeAll(async () => {
  inspector = await openInspector();
  conformance = await makeConformanceWorld();
  ({ url } = await conformance.serve(repairApp(conformance.world.deps), REPAIR_PATH));
});
afterAll(async () => {
  await conformance.close();
  await inspector.close();
});

const inspect = (era: string, options: readonly string[], token = conformance.token): Promise<Look> =>
  inspector.look(url, `Authorization: Bearer ${token}`, ['--protocol-era', era, ...options]);

describe.each(['legacy', 'auto', 'modern'])('the Inspector in the era %s', (era) => {
  test('finds every tool, with schemas that every client can use', { timeout: INSPECTING_MS }, async () => {
    const listed = await inspect(era, ['--method', 'tools/list', '--strict']);
    expect(listed.exitCode, listed.stderr).toBe(0);
    expect(issuesIn(listed)).toEqual([]);
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
