// The grammar of the step script, line by line: what is a step, what is not, and what is said about it.
import { describe, expect, test } from 'vitest';
import { parseStepScript } from './step-script.ts';

const lines = (...all: readonly string[]): string => all.join('\n');

function stepsOf(prompt: string) {
  const parsed = parseStepScript(prompt);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function faultOf(prompt: string): string {
  const parsed = parseStepScript(prompt);
  return parsed.ok ? `no fault: ${JSON.stringify(parsed.value)}` : parsed.error;
}

const literal = (value: unknown) => ({ kind: 'literal', value });

describe('a script', () => {
  test('is one step a line, in order, with arguments or without', () => {
    const { steps, answer } = stepsOf(
      lines('1. call order_list', '2. call order_get with {"orderId": "4711", "n": 2, "deep": {"list": [true, null]}}'),
    );
    expect(answer).toBeNull();
    expect(steps).toEqual([
      { line: 1, source: '1. call order_list', tool: 'order_list', arguments: {} },
      {
        line: 2,
        source: '2. call order_get with {"orderId": "4711", "n": 2, "deep": {"list": [true, null]}}',
        tool: 'order_get',
        arguments: {
          orderId: literal('4711'),
          n: literal(2),
          deep: { kind: 'object', fields: { list: { kind: 'list', items: [literal(true), literal(null)] } } },
        },
      },
    ]);
  });

  test.each<[string, string, readonly (readonly [number, string])[]]>([
    [
      'comments, empty lines and white space between',
      '# first\n\n   1. call a  \n\t# then\n2. call b\n\n',
      [
        [3, 'a'],
        [5, 'b'],
      ],
    ],
    [
      'line ends of other systems',
      '1. call a\r\n2. call b\r3. call c',
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ],
    ],
    [
      'a comment behind a step',
      '1. call a # says why\n2. call b with {"x": "#1"} # and {"this": 2}',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    ['an empty object', '1. call a with {}', [[1, 'a']]],
    ['wide gaps', '1.   call\ta   with   {}', [[1, 'a']]],
    [
      'tool names as MCP allows them',
      '1. call admin.tools/list-v2:x\n2. call größe',
      [
        [1, 'admin.tools/list-v2:x'],
        [2, 'größe'],
      ],
    ],
    ['a tool called with', '1. call with with {"with": "with"}', [[1, 'with']]],
    ['a tool called answer', '1. call answer\nanswer done', [[1, 'answer']]],
  ])('may have %s', (_name, prompt, expected) => {
    expect(stepsOf(prompt).steps.map(({ line, tool }) => [line, tool])).toEqual(expected);
  });

  test('keeps a brace, a quote and a hash that stand inside a string', () => {
    const [step] = stepsOf(String.raw`1. call a with {"text": "} # \" {"} # the comment`).steps;
    expect(step?.arguments).toEqual({ text: literal('} # " {') });
  });

  test('ends with an answer, whose text is taken as it stands', () => {
    const { answer } = stepsOf(lines('1. call a', 'answer Paid: ${1.items[0].id} # not a comment, 100 % {sure}', '# a comment may follow'));
    expect(answer).toEqual({
      line: 2,
      parts: ['Paid: ', { step: 1, path: ['items', 0, 'id'], text: '${1.items[0].id}' }, ' # not a comment, 100 % {sure}'],
    });
  });

  test('may have 500 steps and no more', () => {
    const script = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}. call a`).join('\n');
    expect(stepsOf(script(500)).steps).toHaveLength(500);
    expect(faultOf(script(501))).toContain('line 501 is not a step: a script has at most 500 steps.');
  });
});

const FIX = 'Write each step as "<n>. call <tool> with <JSON object>" on one line, or choose a model as tester.';

describe('what is not a step', () => {
  test.each<[string, string, number, string]>([
    ['a task in words', 'Look up order 4711.', 1, '"Look up order 4711."'],
    ['a task in words after a comment', '# the task\n\nPlease look.', 3, '"Please look."'],
    ['a step without its number', 'call order_get', 1, '"call order_get"'],
    ['a bracket for the dot', '1) call a', 1, '"1) call a"'],
    ['no space after the dot', '1.call a', 1, '"1.call a"'],
    ['another verb', '1. use order_get', 1, '"1. use order_get"'],
    ['a verb in capitals', '1. CALL a', 1, '"1. CALL a"'],
    ['no tool', '1. call', 1, '"1. call"'],
    ['a first number that is not 1', '2. call a', 1, 'its number is 2, but 1 comes next'],
    ['a number from 0', '0. call a', 1, 'its number is 0, but 1 comes next'],
    ['a number left out', '1. call a\n3. call b', 2, 'its number is 3, but 2 comes next'],
    ['a number twice', '1. call a\n1. call b', 2, 'its number is 1, but 2 comes next'],
    ['a huge number', '99999999999999999999. call a', 1, '"99999999999999999999. call a"'],
    [
      'words instead of with',
      '1. call a using {"x": 1}',
      1,
      'after the tool\'s name comes "with" or the end of the line, not "using {"x": 1}"',
    ],
    ['with in capitals', '1. call a WITH {}', 1, 'comes "with" or the end of the line'],
    ['with and nothing', '1. call a with', 1, 'comes "with" or the end of the line'],
    ['with glued to the object', '1. call a with{}', 1, 'comes "with" or the end of the line'],
    ['a list instead of an object', '1. call a with ["x"]', 1, 'not a whole JSON object on the same line'],
    ['a text instead of an object', '1. call a with "x"', 1, 'not a whole JSON object on the same line'],
    ['an object over two lines', '1. call a with {\n"x": 1}', 1, 'not a whole JSON object on the same line'],
    ['an open string', '1. call a with {"x": "y}', 1, 'not a whole JSON object on the same line'],
    ['keys without quotes', '1. call a with {x: 1}', 1, 'what follows "with" is not valid JSON'],
    ['a comma too many', '1. call a with {"x": 1,}', 1, 'what follows "with" is not valid JSON'],
    ['brackets that cross', '1. call a with {"x": [1}]', 1, 'not valid JSON'],
    ['words behind the object', '1. call a with {"x": 1} please', 1, 'something follows its JSON object; a comment begins with "#"'],
    ['a second object', '1. call a with {} {}', 1, 'something follows its JSON object'],
    [
      'a reference to itself',
      '1. call a with {"x": "$1.id"}',
      1,
      '"$1.id" does not name an earlier step; for the text itself write "$$1.id"',
    ],
    ['a reference to a later step', '1. call a with {"x": "$2"}\n2. call b', 1, '"$2" does not name an earlier step'],
    ['a reference to step 0', '1. call a\n2. call b with {"x": ["$0.id"]}', 2, '"$0.id" does not name an earlier step'],
    [
      'a broken path',
      '1. call a\n2. call b with {"x": {"y": "$1.items[*]"}}',
      2,
      '"$1.items[*]" is not a reference such as "$1.items[0].id"',
    ],
    ['a price that looks like a path', '1. call a\n2. call b with {"x": "$1.50"}', 2, 'for the text itself write "$$1.50"'],
    ['an answer without text', '1. call a\nanswer', 2, '"answer" needs a text'],
    ['a line after the answer', '1. call a\nanswer done\n2. call b', 3, 'nothing may follow the line that begins with "answer"'],
    ['two answers', '1. call a\nanswer one\nanswer two', 3, 'nothing may follow the line that begins with "answer"'],
    ['an answer about a step that is not there', '1. call a\nanswer ${2.id}', 2, '"${2.id}" does not name an earlier step'],
    ['an open reference in the answer', '1. call a\nanswer it is ${1.id', 2, 'a "${" that is not a reference such as "${1.items[0].id}"'],
    ['code in the answer', '1. call a\nanswer ${process.env}', 2, 'a "${" that is not a reference'],
    ['a word that begins like answer', '1. call a\nanswers are due', 2, '"answers are due"'],
  ])('%s is named with its line and the fix', (...[, prompt, line, why]) => {
    const fault = faultOf(prompt);
    expect(fault.startsWith(`needs a model: line ${line} is not a step: `)).toBe(true);
    expect(fault).toContain(why);
    expect(fault.endsWith(FIX)).toBe(true);
  });

  test.each(['', '   \n\t\r\n', '# only a comment'])('a prompt without a step needs a model as well: %j', (prompt) => {
    expect(faultOf(prompt)).toBe(`needs a model: the prompt has no step. ${FIX}`);
  });

  test('an answer alone is no script: nothing would be tested', () => {
    expect(faultOf('answer done')).toContain('needs a model: ');
  });

  test('a long line is quoted by its beginning only', () => {
    expect(faultOf('x'.repeat(5000)).length).toBeLessThan(300);
  });

  test('arguments deeper than 64 levels are refused, however deep they are', () => {
    const nested = (depth: number) => `1. call a with {"x": ${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(stepsOf(nested(63)).steps).toHaveLength(1);
    expect(faultOf(nested(64))).toContain('its arguments are nested deeper than 64');
    expect(faultOf(nested(50_000))).toContain('its arguments are nested deeper than 64');
  });
});

/** The same numbers on every run: a failing case can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

const CRUMBS = [
  '1.',
  '2.',
  ' call ',
  'call',
  ' with ',
  'with',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ':',
  ',',
  '$1',
  '$2.x',
  '${',
  '${1.a}',
  '}',
  '#',
  'answer ',
  '__proto__',
  'constructor',
  '\n',
  '\r',
  '\t',
  ' ',
  '0',
  '-1',
  'null',
  '\ud800',
  '\u2028',
  '\0',
  '{"a": 1}',
  '{"a": "$1.b[0]"}',
  '1. call a',
  '😀',
];

test('whatever the prompt, the parser returns: steps numbered from 1, or a message that names a fix', () => {
  const roll = dice(20_260_301);
  for (let round = 0; round < 5000; round += 1) {
    const prompt = Array.from({ length: roll(14) }, () => CRUMBS[roll(CRUMBS.length)]).join('');
    const parsed = parseStepScript(prompt);
    if (parsed.ok) expect(parsed.value.steps.length).toBeGreaterThan(0);
    else expect(parsed.error).toMatch(/^needs a model: (?:line \d+ is not a step: |the prompt has no step)/);
  }
});

test.each<[string, (size: number) => string]>([
  ['white space in a step', (size) => `1. call${' '.repeat(size)}`],
  ['white space after with', (size) => `1. call a with${' '.repeat(size)}x`],
  ['digits', (size) => '1'.repeat(size)],
  ['open brackets', (size) => `1. call a with ${'{'.repeat(size)}`],
  ['an open string', (size) => `1. call a with {"${'\\"'.repeat(size)}`],
  ['a long tool name', (size) => `1. call ${'a'.repeat(size)}!`],
  ['a long path', (size) => `1. call a\n2. call b with {"x": "$1${'.a'.repeat(size)}!"}`],
  ['open quotes in a path', (size) => `1. call a\n2. call b with {"x": "$1${"['".repeat(size)}"}`],
  ['template openings', (size) => `1. call a\nanswer ${'${'.repeat(size)}`],
  ['templates', (size) => `1. call a\nanswer ${'${1}'.repeat(size)}`],
  ['empty lines', (size) => '\n'.repeat(size)],
  ['line ends', (size) => '\r'.repeat(size)],
])('100 000 times %s take no more than linear time', (_name, prompt) => {
  const began = performance.now();
  parseStepScript(prompt(100_000));
  // Ten thousand million steps of a quadratic one take many seconds.
  expect(performance.now() - began).toBeLessThan(1000);
});
