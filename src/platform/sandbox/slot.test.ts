import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { childrenOf, entryOf } from '#platform/process/process-table';
import { findEnclosure, NO_ENCLOSURE } from './enclosure.ts';
import { findEngine } from './engines.ts';
import type { Engine } from './engines.ts';
import { Slot } from './slot.ts';

const engine = findEngine('quickjs');
const enclosure = findEnclosure(process.execPath, engine);
const slots: Slot[] = [];

afterEach(() => Promise.all(slots.splice(0).map((slot) => slot.kill())));

/** A process that somebody else has taken over: it runs `code` in place of the engine. */
function takenOver(code: string, flags: readonly string[] = []): Engine {
  return { ...engine, args: [...flags, '-e', code], program: async () => Buffer.alloc(0) };
}

function start(using: Engine, around = NO_ENCLOSURE): Slot {
  const slot = new Slot(using, around);
  slots.push(slot);
  slot.hold(true);
  return slot;
}

const FRAME = `const frame = (message, bytes = Buffer.alloc(0)) => { const json = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)); const head = Buffer.alloc(8); head.writeUInt32LE(json.length, 0); head.writeUInt32LE(bytes.length, 4); return Buffer.concat([head, json, bytes]); };`;

test.each([
  ['says what is no message', `process.stdout.write(frame({ type: 'run', code: '1' }))`],
  ['says what is no JSON', `process.stdout.write(frame('no json'))`],
  ['announces a frame of four gigabytes', `process.stdout.write(Buffer.alloc(8, 0xff))`],
  [
    'says things about itself that are not so',
    `process.stdout.write(frame({ type: 'end', outcome: { kind: 'returned', json: 5, truncated: false }, calls: -1 }))`,
  ],
])('a process that %s is ended', async (_what, code) => {
  const slot = start(takenOver(`${FRAME} process.stdout.write(frame({ type: 'ready' })); ${code}; setInterval(() => {}, 1000);`));
  await slot.ready;

  expect(await slot.gone).toBe('was ended by SIGKILL');
});

test('a process that never becomes ready, because it ends, says how', async () => {
  const slot = start(takenOver(`process.stderr.write('no such engine'); process.exit(3);`));

  await expect(slot.ready).rejects.toThrow('ended with exit code 3');
  expect(slot.stderr).toContain('no such engine');
});

test('a process that takes more memory than a machine may cost is ended', async () => {
  const slot = start(
    takenOver(
      `${FRAME} process.stdout.write(frame({ type: 'ready' })); const keep = []; setInterval(() => keep.push(Buffer.alloc(16 << 20, 1)), 1);`,
    ),
  );
  await slot.ready;

  await expect(slot.within(16, () => slot.next(30_000))).rejects.toThrow('SIGKILL');
});

/** What a process could do that has escaped from its machine, and from Node's own walls where `flags` are none. */
const LOOK_AROUND = `${FRAME}
const fs = require('node:fs');
const found = {};
const attempt = (name, work) => { try { found[name] = String(work()); } catch (error) { found[name] = 'refused'; } };
attempt('variables', () => Object.keys(process.env).length);
attempt('cwd', () => process.cwd());
attempt('user', () => process.getuid());
attempt('write', () => fs.writeFileSync('/tmp/armature-sandbox-was-here', 'x'));
attempt('secrets', () => fs.readFileSync('/etc/shadow', 'utf8').length);
attempt('processes', () => fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length);
attempt('parent', () => fs.readFileSync('/proc/' + process.ppid + '/environ', 'latin1').length);
attempt('program', () => require('node:child_process').execFileSync('/bin/true'));
attempt('thread', () => new (require('node:worker_threads').Worker)('1', { eval: true }));
const socket = require('node:net').connect(9, '192.0.2.1');
const tell = (how) => {
  found.network = how;
  process.stdin.once('data', () => process.stdout.write(frame({ type: 'refused', message: JSON.stringify(found) })));
  process.stdout.write(frame({ type: 'ready' }));
};
socket.once('error', (error) => tell(error.code)).once('connect', () => tell('connected')).setTimeout(500, () => tell('sent'));`;

async function lookAround(using: Engine): Promise<Record<string, string>> {
  const slot = start(using, enclosure);
  await slot.ready;
  slot.send({ type: 'stop', reason: 'ended' });
  const { message } = await slot.next(5000);
  return message.type === 'refused' ? JSON.parse(message.message) : {};
}

test("inside Node's walls there are no files, programs or threads", async () => {
  const flags = engine.args.slice(0, -1);

  expect(await lookAround(takenOver(LOOK_AROUND, flags))).toMatchObject({
    variables: '0',
    cwd: '/',
    write: 'refused',
    secrets: 'refused',
    processes: 'refused',
    parent: 'refused',
    program: 'refused',
    thread: 'refused',
  });
});

test("outside Node's walls stand those of the system, as far as this machine has them", async () => {
  const found = await lookAround(takenOver(LOOK_AROUND));

  expect(found).toMatchObject({ variables: '0', cwd: '/' });
  // No size of file at all.
  if (enclosure.prlimit) expect(found['write']).toBe('refused');
  if (enclosure.ownNetwork) expect(found['network']).toBe('ENETUNREACH');
  if (enclosure.ownProcesses) expect(Number(found['processes'])).toBeLessThanOrEqual(2);
  if (enclosure.ownUser) expect(found['secrets']).toBe('refused');
  // Not to be read, or of a wrapper that has no environment itself.
  if (enclosure.ownUser && enclosure.ownProcesses) expect(['refused', '0']).toContain(found['parent']);
  if (enclosure.ownUser && process.getuid?.() === 0) expect(found['user']).toBe('65534');
});

test('when our own process is killed, its sandbox processes end with it, even one that computes', async () => {
  const code = `
    import { createSandbox } from '${join(import.meta.dirname, 'create-sandbox.ts')}';
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const sandbox = createSandbox({ log, clock: { now: () => new Date(), sleep: async () => {} } });
    const image = await sandbox.buildImage('const bridge = globalThis.__bridge; globalThis.go = () => bridge("go", "{}");');
    const limits = { memoryMb: 64, timeoutMs: 120000, maxCalls: 5, maxResultBytes: 1000, maxLogs: 5, maxLogBytes: 1000 };
    void sandbox.run({ image, code: 'await go(); for (;;) {}', limits, call: async () => { console.log('called'); return { kind: 'value', json: '1' }; } });`;
  const ours = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: join(import.meta.dirname, '..', '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(ours.stdout, 'data');
  const below = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...below(child)]);
  const pids = below(ours.pid ?? 0);
  expect(pids.length).toBeGreaterThan(0);

  ours.kill('SIGKILL');

  // A fact of the system's, which nothing tells us of.
  for (let look = 0; look < 200 && pids.some((pid) => entryOf(pid) !== undefined); look += 1) await sleep(25);
  expect(pids.filter((pid) => entryOf(pid) !== undefined)).toEqual([]);
}, 60_000);
