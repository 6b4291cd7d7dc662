// What reaches the log, and what never does.
import { expect, test } from 'vitest';
import { A20, SECRET_SAMPLES } from '#test/secret-samples';
import { SHAPES } from './secrets/shapes.ts';
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

test('there is a sample of every shape', () => {
  expect([...new Set(SECRET_SAMPLES.map(([rule]) => rule))].toSorted()).toEqual([...new Set(SHAPES.map(({ rule }) => rule))].toSorted());
});

/** What the sample hides: the longest piece of it that its replacement does not have. */
const hiddenIn = (text: string, redacted: string): string => {
  const [before = '', after = ''] = redacted.split(/\[redacted:[a-z_]+\]/);
  return text.slice(before.length, text.length - after.length);
};

test.each(SECRET_SAMPLES)('%s is shown nowhere in a line, in either format: %s', (_rule, text, redacted) => {
  const hidden = hiddenIn(text, redacted);
  expect(hidden.length).toBeGreaterThan(6);
  const error = Object.assign(new Error(`of ${text}`, { cause: new Error(text, { cause: text }) }), { code: text, detail: text });
  error.stack = `Error: of ${text}\n    at ${text}`;
  for (const format of ['json', 'text'] as const) {
    const lines = logged({ level: 'debug', format }, (log) => {
      log.debug({ text, list: [text, { deep: { text } }], [text]: 1 }, text);
      log.info({ error }, `a message with ${text}`);
      log.warn({ nested: { error, list: [error] } }, 'nested');
      log.error({ error: new AggregateError([error, text], text), url: new URL('https://a.example'), odd: { toJSON: () => text } }, 'many');
    });
    expect(lines).toHaveLength(4);
    const all = lines.join('');
    expect(all).toContain('[redacted:');
    for (const spelled of [hidden, JSON.stringify(hidden).slice(1, -1), encodeURIComponent(hidden)]) expect(all).not.toContain(spelled);
  }
});

test.each(['authorization', 'Authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'Set-Cookie', 'x-api-key'])(
  'the header %s is never shown: as a field, in a list, or as text',
  (name) => {
    const value = 'plain words';
    const lines = logged({ level: 'debug' }, (log) => {
      log.info(
        { headers: { [name]: value, accept: 'text/plain' }, [name]: [value] },
        `GET / HTTP/1.1\r\n${name}: ${value}\r\naccept: text/plain`,
      );
      log.info({ error: new Error(`refused ${name}=${value}`) }, 'no');
    });
    expect(lines.join('')).not.toContain(value);
    expect(lines[0]).toContain('accept');
    expect(lines[1]).toContain('refused');
  },
);

test('fields named after a credential hide texts and show numbers and flags', () => {
  const fields = {
    sessionToken: 'abc',
    csrf_token: 'abc',
    clientSecret: { value: 'abc' },
    refreshTokens: ['abc'],
    tokens: 12,
    hasToken: true,
  };
  const [line = ''] = logged({ level: 'info' }, (log) => log.info(fields, 'signed in'));
  expect(line).not.toContain('abc');
  expect(JSON.parse(line)).toMatchObject({ tokens: 12, hasToken: true, sessionToken: expect.stringContaining('[redacted:') });
});

test('what libraries hang on their errors is not shown, and a cause that is no error is', () => {
  const error = Object.assign(new Error('refused', { cause: { status: 401, headers: { cookie: A20 } } }), {
    config: { data: 'body of it' },
  });
  const [line = ''] = logged({ level: 'info' }, (log) => log.warn({ error }, 'no'));
  expect(line).not.toContain('body of it');
  expect(line).not.toContain(A20);
  expect(JSON.parse(line).error).toMatchObject({ message: 'refused', cause: { status: 401 } });
});

test('a line is written whatever it is given', () => {
  const cyclic: Record<string, unknown> = { list: Array.from({ length: 10_000 }, (_, i) => i) };
  cyclic['self'] = cyclic;
  const hostile = {
    get secretive(): string {
      throw new Error(A20);
    },
  };
  const [line = ''] = logged({ level: 'info' }, (log) => log.info({ cyclic, hostile, big: 1n, none: undefined, f: () => 1 }, 'odd'));
  expect(JSON.parse(line)).toMatchObject({ msg: 'odd', hostile: '[cut]', big: '1' });
  expect(line).not.toContain(A20);
  expect(line.length).toBeLessThan(10_000);
});
