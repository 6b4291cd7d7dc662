// Our door against servers that others wrote, as real processes over real HTTP: era, catalog, calls that always answer the same, quirks.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { catalogHash } from '#platform/mcp/catalog-hash';
import { createMcpDoor } from '#platform/mcp/door';
import type { CallOutcome, Catalog, CatalogTool, McpSession, McpTarget, Probe } from '#platform/mcp/mcp';
import { startPeer } from '#test/peers';
import type { PeerName } from '#test/peers';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const door = createMcpDoor({ fetch, clock: systemClock, log: silent });
const REQUEST_MS = 15_000;
const PEER_TEST_MS = 60_000;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'armature-peers-'));
  await writeFile(join(scratch, 'a.txt'), 'hello');
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const targetAt = (url: string): McpTarget => ({
  url,
  transport: url.endsWith('/sse') ? 'sse' : 'streamable_http',
  headers: {},
  hasCredential: false,
  timeoutMs: REQUEST_MS,
  protocolEra: 'auto',
  clientName: 'armature-tester',
});

interface Visit {
  readonly session: McpSession;
  readonly probe: Probe;
  readonly catalog: Catalog;
  readonly url: string;
}

/** Starts the peer, probes it, opens a session, and ends all three whatever happens. */
async function visit(name: PeerName, work: (visit: Visit) => Promise<void>): Promise<void> {
  const peer = await startPeer(name, scratch);
  try {
    const probe = await door.probe(targetAt(peer.url));
    const connected = await door.connect(targetAt(peer.url));
    if (!connected.ok) throw new Error(connected.error.message);
    try {
      const listed = await connected.value.listCatalog();
      if (!listed.ok) throw new Error(listed.error.message);
      await work({ session: connected.value, probe, catalog: listed.value, url: peer.url });
    } finally {
      await connected.value.close();
    }
  } finally {
    await peer.stop();
  }
}

const toolOf = ({ catalog }: Visit, name: string): CatalogTool => {
  const tool = catalog.tools.find((known) => known.name === name);
  if (!tool) throw new Error(`${name} is not in the catalog`);
  return tool;
};

const call = async (on: Visit, name: string, args: Record<string, unknown>): Promise<CallOutcome> =>
  (await on.session.callTool({ name, arguments: args, tool: toolOf(on, name) })).outcome;

const textOf = (outcome: CallOutcome): string =>
  'content' in outcome
    ? outcome.content.map((block) => (typeof block['text'] === 'string' ? block['text'] : '')).join('\n')
    : JSON.stringify(outcome);

describe('server-everything', () => {
  it.each(['everythingHttp', 'everythingSse'] as const)('answers over %s', { timeout: PEER_TEST_MS }, async (name) => {
    await visit(name, async (on) => {
      const isSse = name === 'everythingSse';
      expect(on.probe).toMatchObject({
        ok: true,
        era: 'legacy',
        protocolVersion: '2025-11-25',
        eras: { modern: isSse ? null : false, legacy: true },
        counts: { tools: 13, resources: 7, resourceTemplates: 2, prompts: 4 },
      });
      expect(textOf(await call(on, 'echo', { message: 'm' }))).toBe('Echo: m');
      expect(textOf(await call(on, 'get-sum', { a: 2, b: 3 }))).toBe('The sum of 2 and 3 is 5.');
      expect(await call(on, 'get-structured-content', { location: 'New York' })).toMatchObject({
        kind: 'ok',
        structuredContent: { temperature: 33, conditions: 'Cloudy', humidity: 82 },
      });
      const [resource] = on.catalog.resources;
      expect((await on.session.readResource(resource?.uri ?? '')).outcome).toMatchObject({
        kind: 'ok',
        content: [{ type: 'resource', resource: { uri: resource?.uri } }],
      });
      expect((await on.session.getPrompt('simple-prompt', {})).outcome).toMatchObject({ kind: 'ok', content: [{ type: 'text' }] });
      expect(on.session.instructions?.length).toBeGreaterThan(1000);
    });
  });
});

describe('git-mcp-server', () => {
  it('is healthy although it answers server/discover with 500', { timeout: PEER_TEST_MS }, async () => {
    const repository = await mkdtemp(join(scratch, 'repository-'));
    const git = (...args: string[]): void =>
      void execFileSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@example.test', ...args], { cwd: repository });
    git('init', '-q', '-b', 'main');
    await writeFile(join(repository, 'a.txt'), 'hello');
    git('add', '.');
    git('commit', '-q', '-m', 'First commit');
    await visit('git', async (on) => {
      expect(on.probe).toMatchObject({ ok: true, era: 'legacy', eras: { modern: false, legacy: true }, counts: { tools: 28 } });
      expect(on.probe.findings).toContainEqual(expect.objectContaining({ rule: 'mishandles_discover', severity: 'warning' }));
      expect(on.probe.warnings.join()).toContain('HTTP 500');
      expect(on.catalog.tools.filter(({ outputSchema }) => outputSchema)).toHaveLength(28);
      expect(await call(on, 'git_status', { path: repository })).toMatchObject({
        kind: 'ok',
        structuredContent: { currentBranch: 'main' },
      });
      expect(textOf(await call(on, 'git_log', { path: repository, maxCount: 1 }))).toContain('First commit');
    });
  });
});

describe('server-filesystem', () => {
  it('is modern behind one bridge, legacy behind another, and its hashes are per era', { timeout: PEER_TEST_MS }, async () => {
    const hashes: string[] = [];
    for (const [name, era, modern] of [
      ['filesystemModern', 'modern', true],
      ['filesystemLegacy', 'legacy', false],
    ] as const) {
      await visit(name, async (on) => {
        expect(on.probe).toMatchObject({ ok: true, era, eras: { modern, legacy: true }, counts: { tools: 14 } });
        expect(on.session.era).toBe(era);
        expect(textOf(await call(on, 'list_directory', { path: scratch }))).toContain('[FILE] a.txt');
        expect(await call(on, 'read_text_file', { path: join(scratch, 'a.txt') })).toMatchObject({
          kind: 'ok',
          structuredContent: { content: 'hello' },
        });
        const outside = await call(on, 'read_text_file', { path: '/etc/hostname' });
        expect(outside.kind).toBe('tool_error');
        expect(textOf(outside)).toContain('Access denied');
        expect(on.catalog.tools.some((tool) => 'execution' in tool)).toBe(era === 'legacy');
        hashes.push(catalogHash(on.catalog));
      });
    }
    // `execution`, the one field that differs between the eras, is left out of the hash.
    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe('context7-mcp', () => {
  it('reports a failure as success: the outcome is ok and only its text tells', { timeout: PEER_TEST_MS }, async () => {
    await visit('context7', async (on) => {
      expect(on.probe).toMatchObject({
        ok: true,
        era: 'modern',
        eras: { modern: true, legacy: true },
        counts: { tools: 2, resources: 0, prompts: 0 },
      });
      const outcome = await call(on, 'resolve-library-id', { query: 'how to route', libraryName: 'hono' });
      expect(outcome.kind).toBe('ok');
      expect(textOf(outcome)).toMatch(/error/i);
    });
  });
});

// Its package brings a program for this platform only.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('kubernetes-mcp-server', () => {
  it('is modern when stateless', { timeout: PEER_TEST_MS }, async () => {
    await writeFile(join(scratch, 'kubeconfig'), KUBECONFIG);
    await visit('kubernetes', async (on) => {
      expect(on.probe).toMatchObject({ ok: true, era: 'modern', eras: { modern: true, legacy: true }, counts: { tools: 20 } });
      expect(on.probe.verdict?.discover).toMatchObject({ supportedVersions: expect.arrayContaining(['2026-07-28', '2025-11-25']) });
      expect(textOf(await call(on, 'configuration_view', {}))).toContain('current-context: local');
    });
  });
});

describe('mcp-hello-world', () => {
  it('serves one client at a time, and the second one learns the exact cause', { timeout: PEER_TEST_MS }, async () => {
    await visit('helloWorld', async (on) => {
      expect(on.probe).toMatchObject({ ok: true, era: 'legacy', eras: { modern: null, legacy: true }, counts: { tools: 3 } });
      expect(textOf(await call(on, 'echo', { message: 'x' }))).toBe('You said: x');
      expect(textOf(await call(on, 'add', { a: 1, b: 2 }))).toBe('The sum is: 3');
      const second = await door.connect(targetAt(on.url));
      expect(second).toMatchObject({ ok: false, error: { code: 'http_status', httpStatus: 500, hadHttpStatus: true } });
    });
  });
});

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- name: local
  cluster: {server: "http://127.0.0.1:9"}
contexts:
- name: local
  context: {cluster: local, user: nobody}
current-context: local
users:
- name: nobody
  user: {}
`;
