// What reaches the log, and what never does.
import { expect, test } from 'vitest';
import { createLog } from './log.ts';
import type { LogOptions } from './log.ts';

function logged(options: Omit<LogOptions, 'write'>, work: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  work(createLog({ ...options, write: (line) => lines.push(line) }));
  return lines;
}

test('a line of JSON has level, time, message and the fields', () => {
  const [line = ''] = logged({ level: 'info' }, (log) => log.info({ runId: 'run_1', ms: 12 }, 'run finished'));
  expect(JSON.parse(line)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    runId: 'run_1',
    ms: 12,
    msg: 'run finished',
  });
});

test('what is below the level is not written', () => {
  expect(logged({ level: 'warn' }, (log) => log.info({}, 'quiet'))).toEqual([]);
  expect(logged({ level: 'silent' }, (log) => log.error({}, 'quiet'))).toEqual([]);
});

test('a secret is replaced in fields, in the message, and inside an error', () => {
  const token = `Bearer ${'abcdefgh12345678'.repeat(2)}`;
  const [line = ''] = logged({ level: 'info' }, (log) =>
    log.error(
      { headers: { authorization: token }, error: new Error(`sent ${token}`, { cause: new Error(`again ${token}`) }) },
      `failed with ${token}`,
    ),
  );
  expect(line).not.toContain('abcdefgh12345678');
  expect(line).toContain('[redacted:');
});

test('an error is logged with its message, code and cause', () => {
  const error = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'ECONNREFUSED' });
  const [line = ''] = logged({ level: 'info' }, (log) => log.warn({ error }, 'no answer'));
  expect(JSON.parse(line).error).toMatchObject({ message: 'outer', code: 'ECONNREFUSED', cause: { message: 'inner' } });
});

test('text for a person is one readable line', () => {
  const lines = logged({ level: 'info', format: 'text' }, (log) => log.warn({ server: 'mcp_1', ms: 30 }, 'slow server'));
  expect(lines).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d warn {2}slow server {2}server=mcp_1 ms=30\n$/)]);
});
