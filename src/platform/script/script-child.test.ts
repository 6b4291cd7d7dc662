import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { ScriptChild } from './script-child.ts';

const folder = mkdtempSync(join(tmpdir(), 'armature-child-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ECHO = "process.on('disconnect', () => process.exit()); process.on('message', (q) => answer(q)); process.send('ready');\n";
let count = 0;

/** A process whose answer to a question is what `answer` does. */
function childOf(answer: string, limits: { maxWaiting?: number; idleMs?: number } = {}): ScriptChild<{ say: string }, string> {
  count += 1;
  const entry = join(folder, `${count}.mjs`);
  writeFileSync(entry, answer.startsWith('throw') ? answer : `${ECHO}function answer({ say }) { ${answer} }`);
  return new ScriptChild({ entry, maxMemoryMb: 256, maxWaiting: 10, idleMs: 60_000, ...limits }, silentLog);
}

const WAIT = { timeoutMs: 20_000 };

test('a process that cannot be loaded is unavailable, not a fault of what was asked', async () => {
  const child = childOf('throw new Error("no such package")');
  expect(await child.ask(() => ({ say: 'a' }), WAIT)).toMatchObject({ ok: false, error: { reason: 'unavailable' } });
  await child.close();
});

test('a question that ends its process is told so, and the next one gets another process', async () => {
  const child = childOf("if (say === 'die') process.exit(1); process.send(say + process.pid);");
  expect(await child.ask(() => ({ say: 'die' }), WAIT)).toMatchObject({ ok: false, error: { reason: 'crashed' } });
  expect(await child.ask(() => ({ say: 'a' }), WAIT)).toMatchObject({ ok: true });
  await child.close();
});

test('what dies of what others did is asked once more', async () => {
  // The second question ends the process, whatever it is: as memory that somebody spoiled would.
  const child = childOf('globalThis.asked = (globalThis.asked ?? 0) + 1; if (globalThis.asked === 2) process.exit(1); process.send(say);');
  await child.ask(() => ({ say: 'a' }), WAIT);
  expect(await child.ask(() => ({ say: 'b' }), WAIT)).toEqual({ ok: true, value: 'b' });
  await child.close();
});

test('each process knows nothing of our environment', async () => {
  const child = childOf('process.send(Object.keys(process.env).toSorted().join());');
  const answer = await child.ask(() => ({ say: '' }), WAIT);
  expect(answer).toEqual({ ok: true, value: expect.stringMatching(/^GOMEMLIMIT,NODE_[A-Z_,]+$/) as string });
  await child.close();
});

test('answers belong to their questions, in whatever order they are asked', async () => {
  const child = childOf('setImmediate(() => process.send(say));');
  const said = ['a', 'b', 'c', 'd'];
  const answers = await Promise.all(said.map((say) => child.ask(() => ({ say }), WAIT)));
  expect(answers).toEqual(said.map((value) => ({ ok: true, value })));
  await child.close();
});

test('a process without questions is ended, and the generation says that it knows nothing any more', async () => {
  const child = childOf('process.send(String(process.pid));', { idleMs: 1 });
  const first = await child.ask(() => ({ say: '' }), WAIT);
  await expect.poll(() => child.generation, { timeout: WAIT.timeoutMs }).toBe(2);
  expect(await child.ask(() => ({ say: '' }), WAIT)).not.toEqual(first);
  await child.close();
});

test('closing answers all who wait', async () => {
  const child = childOf('');
  const waiting = ['a', 'b', 'c'].map((say) => child.ask(() => ({ say }), WAIT));
  await child.close();
  const answers = await Promise.all(waiting);
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.reason))).toEqual(['unavailable', 'unavailable', 'unavailable']);
});

test('one question of another owner is answered before those that a crowd has waiting, which fills half of the queue at most', async () => {
  const child = childOf('setImmediate(() => process.send(say));');
  const answered: string[] = [];
  const ask = async (owner: string): Promise<void> => {
    const answer = await child.ask(() => ({ say: owner }), { ...WAIT, owner });
    answered.push(answer.ok ? answer.value : answer.error.reason);
  };
  // Ten may wait, five of them of one owner.
  await Promise.all([...Array.from({ length: 7 }, () => ask('eve')), ask('ada')]);
  expect(answered).toEqual(['busy', 'eve', 'ada', 'eve', 'eve', 'eve', 'eve', 'eve']);
  await child.close();
});

test('an aborted question keeps its turn until the process is free again', async () => {
  const child = childOf('setImmediate(() => process.send(say));');
  const stop = new AbortController();
  const begins = (): { say: string } => {
    stop.abort();
    return { say: 'a' };
  };
  const aborted = child.ask(begins, { ...WAIT, signal: stop.signal, owner: 'eve' });
  const next = child.ask(() => ({ say: 'b' }), { ...WAIT, owner: 'ada' });
  expect(await aborted).toMatchObject({ ok: false, error: { reason: 'aborted' } });
  expect(await next).toEqual({ ok: true, value: 'b' });
  await child.close();
});

test('who waited for too long or was aborted while waiting leaves room for another', async () => {
  const child = childOf('', { maxWaiting: 1 });
  const hanging = child.ask(() => ({ say: 'a' }), WAIT);
  const stop = new AbortController();
  const aborted = child.ask(() => ({ say: 'b' }), { ...WAIT, signal: stop.signal });
  expect(await child.ask(() => ({ say: 'c' }), WAIT)).toMatchObject({ ok: false, error: { reason: 'busy' } });
  stop.abort();
  expect(await aborted).toMatchObject({ ok: false, error: { reason: 'aborted' } });
  expect(await child.ask(() => ({ say: 'd' }), { ...WAIT, waitMs: 1 })).toMatchObject({ ok: false, error: { reason: 'busy' } });
  const last = child.ask(() => ({ say: 'e' }), WAIT);
  await child.close();
  expect([await hanging, await last]).toMatchObject([{ error: { reason: 'unavailable' } }, { error: { reason: 'unavailable' } }]);
});
