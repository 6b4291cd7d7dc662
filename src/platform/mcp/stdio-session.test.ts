import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { markedPids } from '#platform/process/kill-marked';
import { createProgramHost } from '#platform/process/program-host';
import type { Program } from '#platform/process/program';
import type { Span, Telemetry } from '#platform/telemetry/telemetry';
import { createMcpDoor } from './door.ts';
import type { McpSession, StdioTarget } from './mcp.ts';

const TESTS = join(import.meta.dirname, '../../../test');
const EVERYTHING = join(TESTS, 'peers/everything/node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const SECRET = 'tok-4f2a91c07be3-not-for-you';

const programs = createProgramHost({ log: silentLog });
const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
const parts = { fetch, clock: systemClock, log: silentLog };
const door = createMcpDoor({ ...parts, programs });
afterAll(async () => {
  await programs.close();
  await fetch.close();
});

const targetOf = (args: readonly string[], more: Partial<StdioTarget> = {}, program: Partial<Program> = {}): StdioTarget => ({
  transport: 'stdio_hosted',
  program: { command: process.execPath, args, env: { API_TOKEN: SECRET }, cwd: null, network: 'host', ...program },
  timeoutMs: 10_000,
  protocolEra: 'auto',
  clientName: 'armature-tester',
  ...more,
});
const fixture = (mode: string, more: Partial<StdioTarget> = {}): StdioTarget =>
  targetOf([join(TESTS, 'mcp-fixtures/stdio-server.mjs'), mode], more);
const modern = (mode: string, more: Partial<StdioTarget> = {}): StdioTarget =>
  targetOf([join(TESTS, 'mcp-fixtures/stdio-modern.ts'), mode], more);

async function open(target: StdioTarget, onStderr?: (text: string) => void): Promise<McpSession> {
  const opened = await door.connect(target, { onStderr });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

const nothingRemains = (): void => expect(markedPids(programs.mark)).toEqual([]);

describe('a real server', () => {
  test('is probed and listed over stdio', async () => {
    const probe = await door.probe(targetOf([EVERYTHING, 'stdio']));
    expect(probe).toMatchObject({ ok: true, era: 'legacy', eras: { modern: false, legacy: true }, error: null });
    expect(probe.catalog?.tools.map(({ name }) => name)).toContain('echo');
    expect(probe.counts.resources).toBeGreaterThan(0);
    expect(probe.counts.prompts).toBeGreaterThan(0);
    nothingRemains();
  });

  test('is called, read and asked for a prompt', async () => {
    const session = await open(targetOf([EVERYTHING, 'stdio']));
    const listed = await session.listCatalog();
    if (!listed.ok) throw new Error(listed.error.message);
    expect((await session.callTool({ name: 'echo', arguments: { message: 'hello' } })).outcome).toMatchObject({
      kind: 'ok',
      content: [{ type: 'text', text: 'Echo: hello' }],
    });
    const [resource] = listed.value.resources;
    expect((await session.readResource(resource?.uri ?? '')).outcome.kind).toBe('ok');
    expect((await session.getPrompt('simple-prompt', {})).outcome.kind).toBe('ok');
    expect((await session.callTool({ name: 'no_such_tool', arguments: {} })).outcome.kind).not.toBe('ok');
    await session.close();
    nothingRemains();
  });
});

describe('the era', () => {
  test('a server of both eras is spoken to in the modern one, and both are found', async () => {
    const probe = await door.probe(modern('both'));
    expect(probe).toMatchObject({ ok: true, era: 'modern', protocolVersion: '2026-07-28', eras: { modern: true, legacy: true } });
    nothingRemains();
  });

  test('a modern server that refuses the older handshake works', async () => {
    const session = await open(modern('modern-only'));
    expect(session.verdict).toMatchObject({ era: 'modern', transport: 'stdio_hosted' });
    expect((await session.callTool({ name: 'add', arguments: { a: 2, b: 3 } })).outcome).toMatchObject({
      kind: 'ok',
      content: [{ text: '5' }],
    });
    await session.close();
  });

  test('a remembered verdict saves the question', async () => {
    const first = await open(modern('both'));
    await first.close();
    const second = await open(modern('both', { known: first.verdict }));
    expect(second.era).toBe('modern');
    expect((await second.callTool({ name: 'add', arguments: { a: 1, b: 1 } })).outcome.kind).toBe('ok');
    await second.close();
  });

  test('an era may be pinned', async () => {
    const session = await open(modern('both', { protocolEra: 'legacy' }));
    expect(session.era).toBe('legacy');
    await session.close();
    const refused = await door.connect(fixture('good', { protocolEra: 'modern' }));
    expect(refused.ok).toBe(false);
    nothingRemains();
  });

  test('a server that ends when it is asked first gets the older handshake in a new process', async () => {
    const probe = await door.probe(fixture('ends_on_discover'));
    expect(probe).toMatchObject({ ok: true, era: 'legacy', findings: [{ rule: 'mishandles_discover' }] });
    nothingRemains();
  });
});

describe('what goes wrong gets its own cause', () => {
  test.each<[string, StdioTarget, string, string[]]>([
    [
      'a command that does not exist',
      targetOf([], {}, { command: 'no-such-server' }),
      'process_failed',
      ['"no-such-server"', 'was not found'],
    ],
    ['a program that exits at once', fixture('exits'), 'process_failed', ['exit code 3', 'nothing to its standard error']],
    ['a program that prints garbage', fixture('garbage', { timeoutMs: 1500 }), 'not_mcp', ['no messages, such as', 'Server listening']],
    ['a program that hangs', fixture('hangs', { timeoutMs: 500 }), 'timeout', ['0.5 s', 'phase initialize']],
    ['a line without end', fixture('long_line'), 'process_failed', ['a line of more than 16 MiB']],
    ['a script that is none', targetOf(['/no/such/script.js']), 'process_failed', ['exit code 1', 'Cannot find module']],
  ])('%s', async (_name, target, code, words) => {
    const probe = await door.probe(target);
    expect(probe).toMatchObject({ ok: false, error: { code } });
    for (const word of words) expect(probe.error?.message).toContain(word);
    nothingRemains();
  });

  test('a program that dies in a call proves a transport error, with its last words', async () => {
    let stderr = '';
    const session = await open(fixture('good'), (text) => {
      stderr += text;
    });
    const { outcome } = await session.callTool({ name: 'die', arguments: {} });
    expect(outcome).toMatchObject({ kind: 'transport_error', failure: { code: 'process_failed', phase: 'call', hadHttpStatus: true } });
    if (outcome.kind === 'transport_error') {
      expect(outcome.failure.message).toContain('exit code 9');
      expect(outcome.failure.message).toContain('about to die');
      expect(outcome.failure.message).toContain('may have been carried out');
    }
    expect((await session.callTool({ name: 'echo', arguments: {} })).outcome.kind).toBe('transport_error');
    await session.close();
    expect(stderr).toBe('about to die\n');
    nothingRemains();
  });

  test('a call that is never answered is a time-out, and the session goes on', async () => {
    const session = await open(fixture('good'));
    expect((await session.callTool({ name: 'hang', arguments: {}, timeoutMs: 200 })).outcome.kind).toBe('timeout');
    expect((await session.callTool({ name: 'echo', arguments: { text: 'still here' } })).outcome.kind).toBe('ok');
    await session.close();
  });

  test('a caller who leaves during the start leaves nothing behind', async () => {
    const leave = new AbortController();
    const opening = door.connect(fixture('hangs'), { signal: leave.signal });
    leave.abort();
    expect(await opening).toMatchObject({ ok: false, error: { code: 'timeout' } });
    nothingRemains();
  });

  test('lines on stdout that are no messages are a finding, not a failure', async () => {
    const probe = await door.probe(fixture('noisy'));
    expect(probe).toMatchObject({ ok: true, findings: [{ rule: 'noisy_stdout', severity: 'warning' }] });
    expect(JSON.stringify(await door.probe(fixture('noisy_secret')))).not.toContain(SECRET.slice(0, 6));
    expect(probe.warnings[0]).toContain('starting up');
  });
});

describe('secrets of the environment', () => {
  test('are in no message and no stderr', async () => {
    let stderr = '';
    const probe = await door.probe(fixture('prints_secrets'), {
      onStderr: (text) => {
        stderr += text;
      },
    });
    expect(probe.ok).toBe(true);
    expect(stderr).toContain('ready');
    expect(stderr).not.toContain(SECRET);
  });

  test('are cut out before stderr is cut', async () => {
    let stderr = '';
    await door.probe(fixture('long_stderr'), {
      onStderr: (text) => {
        stderr = text;
      },
    });
    expect(stderr.endsWith('the end [redacted:stored_secret]\n')).toBe(true);
  });
});

test('a call is a span of a pipe', async () => {
  const spans: Record<string, unknown>[] = [];
  const span: Span = { traceparent: undefined, set: () => undefined, fail: () => undefined, event: () => undefined };
  const telemetry: Telemetry = {
    span: (name, fields, work) => {
      spans.push({ name, ...fields });
      return work(span);
    },
    stop: async () => undefined,
  };
  const opened = await createMcpDoor({ ...parts, programs, telemetry }).connect(fixture('good'));
  if (!opened.ok) throw new Error(opened.error.message);
  await opened.value.callTool({ name: 'echo', arguments: { text: 'x' } });
  await opened.value.close();
  expect(spans).toEqual([expect.objectContaining({ name: 'tools/call echo', 'network.transport': 'pipe' })]);
  expect(Object.keys(spans[0] ?? {})).not.toContain('server.address');
});

test('a door without programs starts none', async () => {
  const closed = createMcpDoor(parts);
  expect(await closed.connect(fixture('good'))).toMatchObject({ ok: false, error: { code: 'process_failed', phase: 'start' } });
  expect((await closed.probe(fixture('good'))).error?.message).toContain('ALLOW_STDIO');
  expect((await closed.hosting()).canWithholdNetwork).toBe(false);
});
