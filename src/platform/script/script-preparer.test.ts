import { afterAll, describe, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import type { PreparedScript } from './prepared-script.ts';
import { createScriptPreparer } from './script-preparer.ts';

const preparer = createScriptPreparer({ log: silentLog });
afterAll(() => preparer.close());

const prepared = async (code: string): Promise<PreparedScript> => {
  const script = await preparer.prepare(code);
  if (!script.ok) throw new Error(script.error.message);
  return script;
};

/** Where `mark` stands, from 1. */
const placeOf = (text: string, mark: string): { line: number; column: number } => {
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes(mark));
  return { line: line + 1, column: (lines[line]?.indexOf(mark) ?? -1) + 1 };
};

describe('positions in what runs are positions in what the agent sent', () => {
  test.each([
    ['a plain script', 'type P = { a: number };\nconst p: P = { a: 1 };\n\n      MARK(p);'],
    ['a fenced one', 'Look:\n```ts\n// a comment\nconst a: number = 1;\nreturn MARK(a);\n```'],
    ['one in a function', '/** @intent x */\n(async () => {\n  const a = 1;\n  return MARK(a);\n})();'],
    ['behind what was put in', 'const a = 1;\n  MARK(a)'],
    ['behind what was put in on the same line', 'const a = 1; other(MARK(a))'],
    ['before what was put in on the same line', 'const a = MARK(1); a'],
    ['in a function that was called', 'async function main() {\n  const a: number = 1;\n  return MARK(a);\n}'],
  ])('%s', async (_, code) => {
    const script = await prepared(code);
    const { line, column } = placeOf(script.js, 'MARK');
    expect(script.toAgentPosition(line, column)).toEqual(placeOf(code, 'MARK'));
  });

  test('whatever is asked, the answer is inside of the agent’s text', async () => {
    const script = await prepared('const a = 1;\nreturn a;');
    for (const [line, column] of [
      [0, 0],
      [1, 1],
      [1, 500],
      [99, 99],
      [-5, -5],
    ] as const) {
      const at = script.toAgentPosition(line, column);
      expect(at.line).toBeGreaterThanOrEqual(1);
      expect(at.line).toBeLessThanOrEqual(2);
      expect(at.column).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('scripts that want to end their reader', () => {
  test.each([
    ['parentheses', '('.repeat(65_000)],
    ['arrays', '['.repeat(65_000)],
    ['objects', '({a:'.repeat(16_000)],
    ['functions', 'a=>'.repeat(21_000)],
    ['templates', '`${'.repeat(21_000)],
    ['type arguments', `let x: ${'A<'.repeat(32_000)}`],
    ['operators', `${'!'.repeat(65_000)}1`],
    ['sums', `1${'+1'.repeat(32_000)}`],
    ['else', `${'if(a){}else '.repeat(5_000)}{}`],
    ['wrappers', `${'(async()=>{'.repeat(5_000)}1${'})()'.repeat(5_000)}`],
    ['a fence around parentheses', `\`\`\`ts\n${'('.repeat(60_000)}`],
    ['nothing but comments', '/**'.repeat(21_000)],
  ])('%s', async (_, code) => {
    const script = await preparer.prepare(code);
    expect(script).toMatchObject({ ok: false, error: { kind: 'syntax_error' } });
    expect((await preparer.prepare('return 1;')).ok).toBe(true);
  });

  test('one that is too long is refused unread', async () => {
    expect(await preparer.prepare(' '.repeat(65_537))).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('65536') as string },
    });
  });

  test('others that wait are answered', async () => {
    const scripts = await Promise.all(
      Array.from({ length: 20 }, (_, i) => preparer.prepare(i % 5 === 0 ? '('.repeat(65_000) : `return ${i};`)),
    );
    expect(scripts.map(({ ok }) => ok)).toEqual(scripts.map((_, i) => i % 5 !== 0));
  });
});

test('ten scripts of one owner keep another’s waiting for one turn', async () => {
  const done: string[] = [];
  const prepare = async (owner: string): Promise<void> => {
    await preparer.prepare('return 1;', { owner });
    done.push(owner);
  };
  await Promise.all([...Array.from({ length: 11 }, () => prepare('eve')), prepare('ada')]);
  expect(done.indexOf('ada')).toBe(1);
  expect(done).toHaveLength(12);
});

test('what is cancelled rejects with the reason', async () => {
  const stopping = new AbortController();
  const waiting = preparer.prepare('return 1;', { signal: stopping.signal });
  stopping.abort(new Error('the client went away'));
  await expect(waiting).rejects.toThrow('the client went away');
});

test('once closed it says so', async () => {
  const closed = createScriptPreparer({ log: silentLog });
  await closed.close();
  await expect(closed.prepare('return 1;')).rejects.toMatchObject({ code: 'unavailable' });
});
