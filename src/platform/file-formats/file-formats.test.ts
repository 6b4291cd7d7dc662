// Reading files of people: what they may hold, where a fault is, and what a hostile one costs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJsonc } from './jsonc.ts';
import { parseToml, writeToml } from './toml.ts';
import { mergeYaml, parseYaml, writeYaml } from './yaml.ts';

const SECRET = 'hunter2-hunter2';
const valueOf = (outcome: ReturnType<typeof parseYaml>): unknown => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
};
const textOf = (outcome: ReturnType<typeof mergeYaml>): string => valueOf(outcome) as string;

describe('JSON with comments', () => {
  test.each<[string, string, unknown]>([
    ['comments of both kinds', '// a\n{ /* b */ "a": 1 // c\n}\n// d', { a: 1 }],
    ['trailing commas', '{"a": [1, 2,], "b": {"c": null,},}', { a: [1, 2], b: { c: null } }],
    ['a mark of byte order', '\ufeff{"a": true}', { a: true }],
    ['what looks like a comment in a text', '{"url": "https://x//y", "b": "/* no */"}', { url: 'https://x//y', b: '/* no */' }],
    ['escapes', String.raw`"\"\\\/\b\f\n\r\té😀"`, '"\\/\b\f\n\r\té😀'],
    ['numbers', '[0, -0.5, 1e3, 12.25E-2]', [0, -0.5, 1000, 0.1225]],
    ['a file without a line end after a comment', '1 // one', 1],
  ])('reads %s', (_name, text, value) => {
    expect(valueOf(parseJsonc(text))).toEqual(value);
  });

  test.each<[string, string, [number, number, RegExp]]>([
    ['nothing', '  \n ', [2, 2, /too early/]],
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', [3, 3, /","/]],
    ['a missing colon', '{"a" 1}', [1, 6, /":"/]],
    ['a bare key', '{\n  a: 1 }', [2, 3, /double quotes/]],
    ['a lone comma', '[,]', [1, 2, /value/]],
    ['a text without an end', '{"a": "b\n}', [1, 7, /no end/]],
    ['a comment without an end', '[1 /* x', [1, 4, /comment/]],
    ['an unknown escape', String.raw`["\q"]`, [1, 2, /escape/]],
    ['a tab within a text', '["a\tb"]', [1, 2, /control/]],
    ['a key given twice', '{"a": 1,\n "a": 2}', [2, 2, /twice/]],
    ['a second value', '{} {}', [1, 4, /after the end/]],
    ['a leading zero', '[01]', [1, 2, /value/]],
    ['an endless number', '[1e999]', [1, 2, /too large/]],
    ['a single quote', "['a']", [1, 2, /value/]],
  ])('refuses %s, and says where', (_name, text, [line, column, message]) => {
    expect(parseJsonc(text)).toEqual({ ok: false, error: { line, column, message: expect.stringMatching(message) } });
  });

  test('agrees with JSON.parse on every JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJsonc(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  test('keeps a key called __proto__ as an ordinary one', () => {
    const value = valueOf(parseJsonc('{"__proto__": {"admin": true}}')) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value['admin']).toBeUndefined();
  });
});

describe('YAML', () => {
  test.each<[string, string, unknown]>([
    ['an empty file', '', null],
    ['comments alone', '# nothing\n', null],
    [
      'the core types',
      'a: 1\nb: yes\nc: true\nd: ~\ne: 2020-01-01\nf: 0x1F\n1: x',
      { a: 1, b: 'yes', c: true, d: null, e: '2020-01-01', f: 31, 1: 'x' },
    ],
    ['aliases as copies', 'a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
    ['blocks', 'a: |\n  one\n  two\nb: >-\n  three\n  four', { a: 'one\ntwo\n', b: 'three four' }],
    ['empty values beside full ones', 'a:\nb:\n  - \n  - c', { a: null, b: [null, 'c'] }],
  ])('reads %s', (_name, text, value) => {
    expect(valueOf(parseYaml(text))).toEqual(value);
  });

  test.each<[string, string, [number, number, RegExp]]>([
    ['a key given twice', `a:\n  token: ${SECRET}\n  token: b`, [3, 3, /twice/]],
    ['a key given twice after an empty value', 'x:\na: 1\nb: {c: 1, c: 2}', [3, 11, /twice/]],
    ['a tab', 'a:\n\t- b', [2, 1, /Tabs/]],
    ['a second document', `---\na: 1\n---\nb: ${SECRET}`, [3, 1, /second document/]],
    ['a colon too many', `a: b: ${SECRET}`, [1, 4, /colons/]],
    ['an unknown tag', `a: !!js/function ${SECRET}`, [1, 4, /tag/]],
    ['binary', 'a: !!binary aGVsbG8=', [1, 4, /tag/]],
    ['a map as a key', '? {a: 1}\n: b', [1, 3, /text/]],
    ['an alias of nothing', `a: *${SECRET}`, [1, 1, /anchor/]],
    ['a value that holds itself', '&a [*a]', [1, 1, /deep|multiply/]],
    ['a number without end', 'a: 1\nb: .inf', [2, 4, /finite/]],
    ['an unexpected bracket', `a: ${SECRET} ]\n]`, [2, 1, /expected|bracket/]],
  ])('refuses %s, and says where without quoting', (_name, text, [line, column, message]) => {
    const outcome = parseYaml(text);
    expect(outcome).toEqual({ ok: false, error: { line, column, message: expect.stringMatching(message) } });
    expect(JSON.stringify(outcome)).not.toContain(SECRET);
  });

  test('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const json: unknown = JSON.parse(JSON.stringify(value));
        expect(parseYaml(writeYaml(json))).toEqual({ ok: true, value: json });
      }),
    );
  });

  test('keeps long lines whole and writes several lines as a block', () => {
    const long = 'word '.repeat(60).trim();
    expect(writeYaml({ long, text: 'one\ntwo\n', none: undefined })).toBe(`long: ${long}\ntext: |\n  one\n  two\n`);
  });
});

describe('writing into a YAML file', () => {
  const FILE = `# our servers
version: 1 # of the format

servers:
  # the shop
  - key: shop
    name: "Shop"   # its label
    url: https://shop.example/mcp
  # the crm
  - key: crm
    name: CRM
    url: https://crm.example/mcp
workflows: []
`;
  const value = () => parseJsonc(JSON.stringify(valueOf(parseYaml(FILE))));

  test('what it says already changes no comment', () => {
    expect(textOf(mergeYaml(FILE, valueOf(value())))).toBe(FILE.replace('"Shop"   #', '"Shop" #'));
  });

  test('changes a value and keeps the comments and quotes around it', () => {
    const merged = textOf(
      mergeYaml(FILE, {
        version: 1,
        servers: [
          { key: 'crm', name: 'CRM', url: 'https://crm.example/v2' },
          { key: 'new', name: 'New', url: 'https://new.example/mcp' },
          { key: 'shop', name: 'The shop', url: 'https://shop.example/mcp' },
        ],
      }),
    );
    expect(merged).toBe(`# our servers
version: 1 # of the format

servers:
  # the crm
  - key: crm
    name: CRM
    url: https://crm.example/v2
  - key: new
    name: New
    url: https://new.example/mcp
  # the shop
  - key: shop
    name: "The shop" # its label
    url: https://shop.example/mcp
`);
  });

  test('takes the comment of an item away with it', () => {
    const { servers, ...rest } = valueOf(parseYaml(FILE)) as { servers: object[] };
    const merged = textOf(mergeYaml(FILE, { ...rest, servers: servers.slice(1) }));
    expect(merged).toContain('servers:\n  # the crm\n  - key: crm\n');
    expect(merged).not.toContain('the shop');
  });

  test('into an empty file writes it', () => {
    expect(textOf(mergeYaml('', { a: 1 }))).toBe('a: 1\n');
  });

  test('loses an anchor rather than the value', () => {
    const merged = textOf(mergeYaml('a: &x {b: 1}\nc: *x\n', { c: { b: 1 } }));
    expect(valueOf(parseYaml(merged))).toEqual({ c: { b: 1 } });
  });

  test('of a broken file is refused, with the place', () => {
    expect(mergeYaml('a: 1\na: 2', {})).toMatchObject({ ok: false, error: { line: 2, column: 1 } });
  });

  test('always says exactly the value afterwards', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(json, json, (before, after) => {
        const wanted: unknown = JSON.parse(JSON.stringify(after));
        const merged = mergeYaml(writeYaml(before), wanted);
        expect(parseYaml(textOf(merged))).toEqual({ ok: true, value: wanted });
      }),
    );
  });
});

describe('TOML', () => {
  test('is read as plain JSON, dates as text', () => {
    const text = 'a = 1\nd = 1979-05-27T07:32:00Z\n[t."x.y"]\nb = { c = ["d"] }\n[[list]]\ne = true\n';
    expect(valueOf(parseToml(text))).toStrictEqual({
      a: 1,
      d: '1979-05-27T07:32:00.000Z',
      t: { 'x.y': { b: { c: ['d'] } } },
      list: [{ e: true }],
    });
  });

  test.each<[string, string, [number, number, RegExp]]>([
    ['a key given twice', `a = "${SECRET}"\na = 2`, [2, 1, /redefine/]],
    ['a value without quotes', `a = 1\ntoken = ${SECRET}`, [2, 9, /TOML/]],
    ['an open text', `a = "${SECRET}\n`, [1, 5, /TOML/]],
    ['a number without end', 'a = inf', [1, 1, /finite/]],
  ])('refuses %s, and says where without quoting', (_name, text, [line, column, message]) => {
    const outcome = parseToml(text);
    expect(outcome).toEqual({ ok: false, error: { line, column: expect.any(Number), message: expect.stringMatching(message) } });
    expect(outcome.ok || outcome.error.column).toBeGreaterThanOrEqual(column === 1 ? 1 : 2);
    expect(JSON.stringify(outcome)).not.toContain(SECRET);
  });

  test('reads what it wrote', () => {
    const value = { mcp_servers: { 'a b': { url: 'https://x', http_headers: { 'X-K': 'é"\\\n' } } } };
    expect(parseToml(writeToml(value))).toEqual({ ok: true, value });
  });
});

describe('bounds', () => {
  const parsers = { parseJsonc, parseYaml, parseToml } as const;
  const deep = { parseJsonc: '['.repeat(100_000), parseYaml: '- '.repeat(100_000), parseToml: `a = ${'['.repeat(100_000)}` } as const;

  test.each(Object.entries(parsers))('%s refuses a file that is too large, by its bytes', (_name, parse) => {
    expect(parse('é'.repeat(600), { maxBytes: 1024 })).toMatchObject({ ok: false, error: { message: 'The file is larger than 1 KiB.' } });
  });

  test.each(Object.entries(parsers))('%s refuses a deep file', (name, parse) => {
    expect(parse(deep[name as keyof typeof deep])).toMatchObject({ ok: false, error: { message: expect.stringMatching(/deep|nested/) } });
  });

  test.each(['['.repeat(100_000), '? '.repeat(100_000), '{a: '.repeat(60_000), 'a:\n'])(
    'a deep YAML of another kind is refused',
    (text) => {
      const nested = text === 'a:\n' ? Array.from({ length: 70 }, (_, i) => `${' '.repeat(i)}a:\n`).join('') : text;
      expect(parseYaml(nested)).toMatchObject({ ok: false, error: { message: expect.stringContaining('deep') } });
    },
  );

  test('a deep TOML by dots is refused', () => {
    expect(parseToml(`${'a.'.repeat(80)}a = 1`)).toMatchObject({ ok: false, error: { message: expect.stringContaining('deep') } });
  });

  test('aliases that multiply are refused', () => {
    const laughs = ['a0: &a0 [x, x]', ...Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join('\n');
    expect(parseYaml(laughs)).toMatchObject({ ok: false });
    const many = ['a: &a x', ...Array.from({ length: 101 }, (_, i) => `b${i}: *a`)].join('\n');
    expect(parseYaml(many)).toMatchObject({ ok: false, error: { message: expect.stringContaining('100 aliases') } });
  });

  test('twenty thousand keys take no quadratic time', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n');
    const value = valueOf(parseYaml(text)) as object;
    expect(Object.keys(value)).toHaveLength(20_000);
  }, 5_000);

  test.each(Object.entries(parsers))('%s never throws, whatever it is given', (_name, parse) => {
    const fragments = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ':',
      ',',
      '-',
      ' ',
      '\n',
      '\t',
      '#',
      '&a',
      '*a',
      '|',
      '>',
      '!',
      '%',
      '=',
      '.',
      '1',
      'a',
      '/*',
      '//',
      '\\',
      '?',
      '<<',
      '\0',
      '\ud800',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragments, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const outcome = parse(input);
        if (outcome.ok) expect(() => JSON.stringify(outcome.value)).not.toThrow();
        else expect([outcome.error.line >= 1, outcome.error.column >= 1, outcome.error.message.length > 0]).toEqual([true, true, true]);
      }),
      { numRuns: 2_000 },
    );
  });
});
