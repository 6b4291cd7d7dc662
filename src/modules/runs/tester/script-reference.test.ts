// References into earlier results: what is one, what it finds, and what it can never reach.
import { describe, expect, test } from 'vitest';
import { parseAnswer, renderAnswer } from './script-answer.ts';
import { parseArguments, resolveArguments } from './script-arguments.ts';
import { readString } from './script-reference.ts';

const RESULT = {
  id: 'ord_1',
  total: 48.5,
  paid: true,
  none: null,
  empty: '',
  zero: 0,
  items: [{ id: 'a' }, { id: 'b' }],
  nested: [[1, 2], [3]],
  'a b': 1,
  'with-dash': 2,
  "it's": 3,
  größe: 4,
  _x1: 5,
  0: 'named zero',
};

/** The value that `{"x": <json>}` becomes in step 3, after two steps. */
function sent(json: string, results: readonly unknown[] = [RESULT, ['first', 'last']]): unknown {
  const parsed = parseArguments(`{"x": ${json}}`, 3);
  if (!parsed.ok) return { parseError: parsed.error };
  const resolved = resolveArguments(parsed.value, results);
  return resolved.ok ? resolved.value['x'] : { resolveError: resolved.error };
}

describe('a whole string', () => {
  test.each<[string, unknown]>([
    ['"$1"', RESULT],
    ['"$1.id"', 'ord_1'],
    ['"$1.total"', 48.5],
    ['"$1.paid"', true],
    ['"$1.none"', null],
    ['"$1.empty"', ''],
    ['"$1.zero"', 0],
    ['"$1.items"', RESULT.items],
    ['"$1.items[1]"', { id: 'b' }],
    ['"$1.items[-1].id"', 'b'],
    ['"$1.nested[0][1]"', 2],
    [`"$1['a b']"`, 1],
    [String.raw`"$1[\"with-dash\"]"`, 2],
    [String.raw`"$1[\"it's\"]"`, 3],
    ['"$1.größe"', 4],
    ['"$1._x1"', 5],
    [`"$1['0']"`, 'named zero'],
    ['"$2[0]"', 'first'],
    ['"$2[-1]"', 'last'],
  ])('%s keeps the type of what it finds', (json, expected) => {
    expect(sent(json)).toEqual(expected);
  });

  test('is replaced at any depth; all else stays as it is written', () => {
    expect(sent('[{"deep": ["$1.total", 1, "text", {"of": "$2"}]}, null, false]')).toEqual([
      { deep: [48.5, 1, 'text', { of: ['first', 'last'] }] },
      null,
      false,
    ]);
  });

  test.each<[string, string]>([
    ['"id $1.id"', 'id $1.id'],
    ['"$1 off"', '$1 off'],
    ['"$1,50"', '$1,50'],
    ['"$"', '$'],
    ['"$$"', '$$'],
    ['"$name"', '$name'],
    ['"$$1"', '$1'],
    ['"$$1.50"', '$1.50'],
    ['"$$$1"', '$$$1'],
    ['"${1.id}"', '${1.id}'],
    ['"$12345"', '$12345'],
    ['" $1"', ' $1'],
    ['"$1 "', '$1 '],
  ])('%s is text', (json, expected) => {
    expect(sent(json)).toBe(expected);
  });

  test.each([
    '$1.',
    '$1..id',
    '$1.items[',
    '$1.items[]',
    '$1.items[*]',
    '$1.items[1:2]',
    '$1.items[?(@.id)]',
    '$1.a-b',
    '$1[1.5]',
    '$1.id!',
    '$1.id ',
  ])('%s is refused: nothing is guessed', (text) => {
    expect(readString(text)).toEqual({
      ok: false,
      error: `"${text}" is not a reference such as "$1.items[0].id"; for the text itself write "$${text}"`,
    });
  });

  test.each(['$1.missing', '$1.items[2]', '$1.items[-3]', '$1.id.length', '$1.id[0]', '$1.items.length', '$1[0]', '$2.first', '$1.none.x'])(
    '%s finds nothing and says so',
    (text) => {
      expect(sent(JSON.stringify(text))).toEqual({ resolveError: `"${text}" finds nothing in the result of step ${text[1]}` });
    },
  );
});

const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe('names that every object inherits', () => {
  test.each(INHERITED)('%s finds nothing, unless the result itself has it', (name) => {
    expect(sent(`"$1.${name}"`)).toHaveProperty('resolveError');
    expect(sent(`"$1.items.${name}"`)).toHaveProperty('resolveError');
    expect(sent(`"$1.${name}"`, [JSON.parse(`{"${name}": "own"}`)])).toBe('own');
  });

  test.each(INHERITED)('%s as the name of an argument is sent as it is and changes no object', (name) => {
    const value = sent(`{"${name}": {"polluted": true, "at": "$1.id"}}`);
    expect(JSON.stringify(value)).toBe(`{"${name}":{"polluted":true,"at":"ord_1"}}`);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('an answer', () => {
  function rendered(text: string, results: readonly unknown[] = [RESULT]): unknown {
    const parsed = parseAnswer(text, { line: 9, steps: results.length });
    return parsed.ok ? renderAnswer(parsed.value, results) : parsed;
  }

  test.each<[string, string]>([
    ['Done.', 'Done.'],
    ['Order ${1.id} costs ${1.total}.', 'Order ord_1 costs 48.5.'],
    ['${1.items}', '[{"id":"a"},{"id":"b"}]'],
    ['${1.paid} ${1.none} ${1.zero}${1.empty}', 'true null 0'],
    ['${1.items[0].id}${1.items[-1].id}', 'ab'],
    [`\${1['a b']} {1.id} $1.id $ {1.id} \${1.id}}`, '1 {1.id} $1.id $ {1.id} ord_1}'],
  ])('%s', (text, expected) => {
    expect(rendered(text)).toEqual({ ok: true, value: expected });
  });

  test('is rendered once: a reference inside a result stays text', () => {
    expect(rendered('Note: ${1.note}', [{ note: '${1.secret} $1.secret', secret: 's' }])).toEqual({
      ok: true,
      value: 'Note: ${1.secret} $1.secret',
    });
  });

  test('whose reference finds nothing says so', () => {
    expect(rendered('It is ${1.status}.')).toEqual({ ok: false, error: '"${1.status}" finds nothing in the result of step 1' });
  });

  test.each(INHERITED)('never reaches the inherited %s', (name) => {
    expect(rendered(`\${1.${name}}`)).toMatchObject({ ok: false });
  });
});
