import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { silentLog } from '#platform/log';
import { findHosting, PLAIN_HOSTING } from './hosting.ts';
import { markedPids, signal } from './kill-marked.ts';
import { entryOf } from './process-table.ts';
import { createProgramHost } from './program-host.ts';
import type { ProgramHost } from './program-host.ts';
import type { Program, ProgramLimits } from './program.ts';
import type { RunningProgram } from './running-program.ts';

const FIXTURES = join(import.meta.dirname, '../../../test/mcp-fixtures');
const MIB = 1024 * 1024;
const best = await findHosting();
const KINDS = [
  ['a machine that enforces what it can', best],
  ['a machine that enforces nothing', PLAIN_HOSTING],
] as const;

const scratch = mkdtempSync(join(tmpdir(), 'program-host-test-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Waits for a fact; the test's own time-out bounds it. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) {
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

describe.each(KINDS)('on %s', (_name, hosting) => {
  const hosts: ProgramHost[] = [];

  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()));
  });

  function makeHost(limits: Partial<ProgramLimits> = {}): ProgramHost {
    const host = createProgramHost({ log: silentLog, hosting: Promise.resolve(hosting), limits });
    hosts.push(host);
    return host;
  }

  const programOf = (args: readonly string[], more: Partial<Program> = {}): Program => ({
    command: process.execPath,
    args: [join(FIXTURES, 'stdio-server.mjs'), ...args],
    env: {},
    cwd: null,
    network: 'host',
    ...more,
  });

  interface Started {
    readonly host: ProgramHost;
    readonly program: RunningProgram;
    readonly lines: string[];
    /** Resolves with the first line that has come. */
    line(): Promise<string>;
  }

  async function begin(args: readonly string[], { limits, ...more }: Partial<Program> & { limits?: Partial<ProgramLimits> } = {}) {
    const host = makeHost(limits);
    const lines: string[] = [];
    const outcome = await host.start(programOf(args, more), (line) => lines.push(line));
    if (!outcome.ok) throw new Error(outcome.error.message);
    const line = async (): Promise<string> => {
      await until(() => lines.length > 0);
      return lines[0] ?? '';
    };
    return { host, program: outcome.value, lines, line } satisfies Started;
  }

  const faultOf = async (program: Partial<Program>): Promise<string> => {
    const outcome = await makeHost().start(programOf(['good'], program), () => undefined);
    return outcome.ok ? 'started' : outcome.error.message;
  };

  const call = (name: string, text?: string): string =>
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: { text } } });

  test('more programs than there are places are refused, even when all are asked for at once', async () => {
    const host = makeHost();
    const starts = Array.from({ length: 33 }, () => host.start(programOf([], { command: 'no-such-program' }), () => undefined));
    const faults = (await Promise.all(starts)).flatMap((outcome) => (outcome.ok ? [] : outcome.error));
    // Only this one is not the program's own fault.
    expect(faults.filter(({ isOurs }) => isOurs).map(({ message }) => message)).toEqual([
      'was not started: 32 hosted programs run already. Try again later',
    ]);
    expect(faults).toHaveLength(33);
  });

  test('processes that have ended and that nobody asks about count as well', async () => {
    if (process.platform !== 'linux') return;
    // Shells and Node reap what they start; one child at a time lives here.
    const forks = 'for (1..40) { my $pid = fork; exit if $pid == 0; select undef, undef, undef, 0.005 } sleep 120';
    const { program } = await begin([], { command: 'perl', args: ['-e', forks], limits: { processes: 20 } });
    expect(await program.ended).toEqual({ kind: 'limit', limit: 'processes' });
    await program.stop();
  });

  test('a program gets PATH, a temporary HOME, its own variables and the mark, and nothing of ours', async () => {
    const { program, line, host } = await begin(['good'], { env: { API_TOKEN: 'x' } });
    await program.send(call('where'));
    const found = JSON.parse(JSON.parse(await line()).result.content[0].text);
    expect(found.names).toEqual(['API_TOKEN', 'ARMATURE_PROCESS', 'HOME', 'PATH']);
    expect(found.cwd).toBe(found.home);
    expect(readdirSync(found.home)).toEqual([]);
    await program.stop();
    expect(existsSync(found.home)).toBe(false);
    expect(markedPids(host.mark)).toEqual([]);
  });

  test('its folder may be another one, which stays', async () => {
    const { program, line } = await begin(['good'], { cwd: scratch });
    await program.send(call('where'));
    expect(JSON.parse(JSON.parse(await line()).result.content[0].text).cwd).toBe(scratch);
    await program.stop();
    expect(existsSync(scratch)).toBe(true);
  });

  test('a command that cannot be run says why', async () => {
    const plain = join(scratch, 'plain.txt');
    writeFileSync(plain, 'no program', { mode: 0o644 });
    expect(await faultOf({ command: 'no-such-program-here' })).toContain('was not found');
    expect(await faultOf({ command: '/no/such/program' })).toContain('was not found');
    expect(await faultOf({ command: plain })).toContain('not executable');
    expect(await faultOf({ command: scratch })).toContain('is a folder');
    expect(await faultOf({ cwd: join(scratch, 'missing') })).toContain('folder does not exist');
  });

  test('what a shell would read as more is one argument', async () => {
    const { program, line } = await begin([], {
      command: process.execPath,
      args: ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '$(id); echo hi', '*', '--', '--x'],
    });
    expect(JSON.parse(await line())).toEqual(['$(id); echo hi', '*', '--', '--x']);
    await program.stop();
  });

  test('a program that exits at once is told with its code', async () => {
    const { program, host } = await begin(['exits']);
    expect(await program.ended).toEqual({ kind: 'exited', code: 3 });
    await program.stop();
    expect(markedPids(host.mark)).toEqual([]);
    await expect(program.send('{}')).rejects.toThrow('has ended');
  });

  test('a program that is killed is told with the signal', async () => {
    const { program, host } = await begin(['hangs']);
    await until(() => markedPids(host.mark).length > 0);
    for (const pid of markedPids(host.mark)) signal(pid, 'SIGKILL');
    expect(await program.ended).toEqual({ kind: 'signal', signal: 'SIGKILL' });
  });

  test.each([
    ['floods', 'stdout'],
    ['floods_stderr', 'stderr'],
    ['long_line', 'line'],
  ])('a program that %s is ended at its limit of %s', async (mode, limit) => {
    const { program, host } = await begin([mode]);
    expect(await program.ended).toEqual({ kind: 'limit', limit });
    await program.stop();
    expect(markedPids(host.mark)).toEqual([]);
  });

  test('a program that eats memory is ended', async () => {
    const { program, host } = await begin(['eats_memory'], { limits: { memoryBytes: 192 * MIB } });
    expect(await program.ended).toEqual({ kind: 'limit', limit: 'memory' });
    await program.stop();
    expect(markedPids(host.mark)).toEqual([]);
  });

  test('a program that starts too many others is ended with all of them', async () => {
    const { program, host } = await begin(['many_children'], { limits: { processes: 8 } });
    expect(await program.ended).toEqual({ kind: 'limit', limit: 'processes' });
    await program.stop();
    expect(markedPids(host.mark)).toEqual([]);
  });

  test('a program that runs too long is ended', async () => {
    const { program } = await begin(['hangs'], { limits: { lifetimeMs: 50 } });
    expect(await program.ended).toEqual({ kind: 'limit', limit: 'lifetime' });
  });

  test('children end with it, those in sessions of their own as well', async () => {
    const { program, host, line } = await begin(['many_children']);
    await line();
    await until(() => markedPids(host.mark).length > 20);
    await program.stop();
    expect(markedPids(host.mark)).toEqual([]);
  });

  test('a daemon whose parents are gone ends with it', async () => {
    const { program, host, line } = await begin(['daemon']);
    await line();
    await until(() => markedPids(host.mark).length > 1);
    await program.stop();
    expect(markedPids(host.mark)).toEqual([]);
  });

  test('a daemon ends also when the program exits by itself', async () => {
    const { program, host, line } = await begin(['daemon']);
    await line();
    await program.send(call('die'));
    expect(await program.ended).toEqual({ kind: 'exited', code: 9 });
    await program.stop();
    expect(markedPids(host.mark)).toEqual([]);
  });

  test('a child that hides its mark is found by descent', async () => {
    const { program, line } = await begin(['clean_child']);
    await line();
    const sleepers = (): number[] =>
      readdirSync('/proc')
        .map(Number)
        .filter((pid) => isCleanSleep(pid));
    await until(() => sleepers().length > 0);
    await program.stop();
    expect(sleepers()).toEqual([]);
  });

  test('SIGTERM is heeded where the program has a handler', async () => {
    const note = join(scratch, 'left.txt');
    const { program } = await begin(['heeds_term', note]);
    await program.send(call('echo'));
    await program.stop();
    expect(readFileSync(note, 'utf8')).toBe('left in order');
    rmSync(note);
  });

  test('a program that ignores SIGTERM is ended nevertheless, and has its last words', async () => {
    const { program, host, line } = await begin(['ignores_term']);
    await program.send(call('echo'));
    await line();
    await Promise.all([program.stop(), program.stop()]);
    expect(program.stderr).toBe('no\n');
    expect(program.end).toEqual({ kind: 'stopped' });
    expect(markedPids(host.mark)).toEqual([]);
  });

  test.skipIf(hosting.abilities.canContain)('a program that closes its stdout is silent', async () => {
    const { program, host } = await begin(['closes_stdout']);
    expect(await program.ended).toEqual({ kind: 'silent' });
    await program.stop();
    expect(markedPids(host.mark)).toEqual([]);
  });

  test('only the end of stderr is kept', async () => {
    const { program } = await begin(['long_stderr'], { env: { API_TOKEN: 'abc' } });
    await until(() => program.stderr.endsWith('the end abc\n'));
    expect(program.stderr).toHaveLength(96 * 1024);
    await program.stop();
  });

  test('no more than 32 run at a time, and closing the host ends them all', async () => {
    const host = makeHost();
    const sleeper = { command: 'sleep', args: ['120'], env: {}, cwd: null, network: 'host' } as const;
    for (let i = 0; i < 32; i += 1) expect((await host.start(sleeper, () => undefined)).ok).toBe(true);
    expect(await host.start(sleeper, () => undefined)).toMatchObject({ ok: false, error: { message: expect.stringContaining('32') } });
    await host.close();
    expect(markedPids(host.mark)).toEqual([]);
    const after = await host.start(sleeper, () => undefined);
    expect(after.ok).toBe(true);
  });

  /** A process like ours that hosts a program; it ends with its test, whatever that found. */
  function startParent() {
    const parent = spawn(process.execPath, [join(FIXTURES, 'stdio-host.ts'), hosting === best ? 'best' : 'plain', 'daemon'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', TMPDIR: tmpdir() },
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    return parent;
  }

  test('when we are killed, nothing of it remains, not even its folder', async () => {
    const before = homes();
    const parent = startParent();
    const { mark } = JSON.parse(await firstLine(parent.stdout));
    await until(() => markedPids(mark).length > 1);
    const made = homes().filter((home) => !before.includes(home));
    expect(made.length).toBeGreaterThan(0);
    parent.kill('SIGKILL');
    await until(() => markedPids(mark).length === 0);
    await until(() => made.every((home) => !existsSync(join(tmpdir(), home))));
  });

  test('a watchdog that was killed is replaced before it is needed', async () => {
    const parent = startParent();
    const { mark } = JSON.parse(await firstLine(parent.stdout));
    const instance = String(mark).split('=')[1]?.slice(0, -1) ?? '';
    const [first = 0] = watchdogsOf(instance);
    expect(first).toBeGreaterThan(0);
    signal(first, 'SIGKILL');
    await until(() => watchdogsOf(instance).some((pid) => pid !== first));
    parent.kill('SIGKILL');
    await until(() => markedPids(mark).length === 0);
    await until(() => watchdogsOf(instance).length === 0);
  });
});

describe('without the network', () => {
  const reach = async (network: Program['network'], port: number): Promise<string> => {
    const host = createProgramHost({ log: silentLog, hosting: Promise.resolve(best) });
    const program = await host.start(
      { command: process.execPath, args: [join(FIXTURES, 'stdio-server.mjs'), 'good'], env: {}, cwd: null, network },
      () => undefined,
    );
    if (!program.ok) throw new Error(program.error.message);
    await program.value.send(
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'reach', arguments: { text: `http://127.0.0.1:${port}/` } },
      }),
    );
    await until(() => program.value.stderr.includes('reached'));
    await host.close();
    return program.value.stderr.trim();
  };

  test.skipIf(!best.abilities.canWithholdNetwork)('a program reaches nothing, not even this machine', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(await reach('host', port)).toBe('reached');
    expect(await reach('none', port)).toMatch(/^not reached: E/);
    server.close();
  });

  test('is refused where the machine cannot enforce it', async () => {
    const host = createProgramHost({ log: silentLog, hosting: Promise.resolve(PLAIN_HOSTING) });
    const outcome = await host.start({ command: 'sleep', args: ['1'], env: {}, cwd: null, network: 'none' }, () => undefined);
    expect(outcome).toMatchObject({ ok: false, error: { message: expect.stringContaining('cannot keep it from the network') } });
    await host.close();
  });
});

const homes = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('armature-program-'));

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** A sleep with an empty environment is the child of `clean_child` alone. */
const isCleanSleep = (pid: number): boolean =>
  pid > 0 &&
  textOf(`/proc/${pid}/cmdline`).startsWith('/bin/sleep\x00120') &&
  entryOf(pid) !== undefined &&
  textOf(`/proc/${pid}/environ`) === '';

const watchdogsOf = (instance: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && textOf(`/proc/${pid}/cmdline`).includes(`watchdog.ts\0${instance}`) && entryOf(pid) !== undefined);

const firstLine = (stream: NodeJS.ReadableStream): Promise<string> =>
  new Promise((resolve) => {
    createInterface({ input: stream }).once('line', resolve);
  });
