// The step script as a model: checked against the catalog before the first call, then played step by step.
import { describe, expect, test } from 'vitest';
import type { Message, StepRequest } from '#platform/llm/model';
import type { Catalog, CatalogTool } from '#platform/mcp/mcp';
import { createScriptModel } from './script-model.ts';

const tool = (name: string, inputSchema: Record<string, unknown> = { type: 'object' }): CatalogTool => ({ name, inputSchema });
const catalogOf = (...tools: readonly CatalogTool[]): Catalog => ({ tools, resources: [], resourceTemplates: [], prompts: [] });

const request = (messages: readonly Message[] = []): StepRequest => ({
  instructions: '',
  messages: [{ role: 'user', text: 'the script' }, ...messages],
  tools: [],
  timeoutMs: 1000,
  signal: new AbortController().signal,
});

const result = (value: unknown, text = JSON.stringify(value)): Message => ({
  role: 'tool',
  toolUseId: 'step',
  toolName: 'a',
  text: 'fenced',
  isError: false,
  plain: { value, text },
});

const play = (script: string, catalog: Catalog, results: readonly Message[] = []) =>
  createScriptModel({ script, catalog }).step(request(results));

/** What is said about a script before its first call; undefined: it is played. */
async function faultOf(script: string, ...tools: readonly CatalogTool[]): Promise<string | undefined> {
  const step = await play(script, catalogOf(...tools));
  return step.ok ? undefined : step.error.message;
}

describe('against the live catalog', () => {
  test('a tool the server does not have is named with its line and with what there is, before the first call', async () => {
    const step = await play('1. call order_get\n\n2. call order_gone', catalogOf(tool('order_get'), tool('order_list')));
    expect(step).toEqual({
      ok: false,
      error: { kind: 'bad_answer', message: 'line 3 calls "order_gone", but the server has no such tool. It has: order_get, order_list.' },
    });
  });

  test('of many tools ten are named; of none it is said', async () => {
    const many = Array.from({ length: 12 }, (_, index) => tool(`t${index}`));
    expect(await faultOf('1. call x', ...many)).toMatch(/It has: t0, .*, t9, and 2 more\.$/);
    expect(await faultOf('1. call x')).toBe('line 1 calls "x", but the server has no such tool. It has no tools.');
  });

  test.each(['constructor', 'toString', '__proto__'])('%s is no tool unless the server lists it', async (name) => {
    expect(await faultOf(`1. call ${name}`, tool('a'))).toContain('no such tool');
    expect(await faultOf(`1. call ${name}`, tool(name))).toBeUndefined();
  });

  test('of two tools with the same name the first one counts, as it does for a model', async () => {
    const [first, second] = [tool('a', { type: 'object', required: ['x'] }), tool('a')];
    expect(await faultOf('1. call a', first, second)).toContain('line 1');
    expect(await faultOf('1. call a', second, first)).toBeUndefined();
  });

  test('a prompt that is no script needs a model; a script that does not fit is a fact about script and server', async () => {
    const prose = await play('Look up order 4711.', catalogOf(tool('a')));
    expect(prose).toMatchObject({ ok: false, error: { needsModel: true, message: expect.stringContaining('needs a model: line 1') } });
    const misfit = await play('1. call b', catalogOf(tool('a')));
    expect(misfit.ok ? {} : misfit.error).not.toHaveProperty('needsModel');
  });
});

const props = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };

describe('arguments against the input schema', () => {
  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ['a missing one', props({ id: text }, { required: ['id'] }), '', /the input schema of "a": .*id/],
    ['a wrong type', props({ id: text }), 'with {"id": 4711}', /id must be string/],
    ['an unknown one', props({ id: text }, { additionalProperties: false }), 'with {"idd": "x"}', /additional/],
    ['a value out of its list', props({ at: { enum: ['DE', 'FR'] } }), 'with {"at": "XX"}', /at must be equal to one of/],
    [
      'a deep one',
      props({ lines: { type: 'array', items: props({ n: { type: 'integer' } }) } }),
      'with {"lines": [{"n": 1.5}]}',
      /lines\/0\/n/,
    ],
    [
      'a wrong one beside a reference',
      props({ id: text, n: { type: 'integer' } }),
      'with {"id": "$1.id", "n": "two"}',
      /n must be integer/,
    ],
    ['an unknown one that is a reference', props({ id: text }, { additionalProperties: false }), 'with {"idd": "$1.id"}', /additional/],
    ['a missing one beside a reference', props({ id: text, n: text }, { required: ['n'] }), 'with {"id": "$1.id"}', /n/],
    [
      'a reference where an object must be',
      props({ o: props({ id: text }, { required: ['n'] }) }),
      'with {"o": {"id": "$1.id"}}',
      /o must have required/,
    ],
  ])('%s is found before the first call', async (...[, schema, args, why]) => {
    const fault = await faultOf(`1. call first\n2. call a ${args}`, tool('first'), tool('a', schema));
    expect(fault).toMatch(/^line 2: the arguments do not fit the input schema of "a": /);
    expect(fault).toMatch(why);
  });

  const never = { not: {} };
  test.each<[string, Record<string, unknown>, string]>([
    ['whose type only the result will show', props({ id: { type: 'integer', minimum: 5 } }), '{"id": "$1.id"}'],
    ['in a list', props({ ids: { type: 'array', items: { type: 'integer' }, minItems: 2 } }), '{"ids": ["$1.a", "$1.b"]}'],
    ['in a tuple', props({ at: { type: 'array', prefixItems: [text, { type: 'integer' }], items: false } }), '{"at": ["$1.a", "$1.b"]}'],
    ['behind a $ref', { ...props({ o: { $ref: '#/$defs/o' } }), $defs: { o: props({ id: text }) } }, '{"o": {"id": "$1.id"}}'],
    ['under anyOf', { anyOf: [props({ id: text }, { required: ['id'] }), props({ n: text }, { required: ['n'] })] }, '{"id": "$1.id"}'],
    ['under allOf', { type: 'object', allOf: [props({ id: text })] }, '{"id": "$1.id"}'],
    ['that must be a constant', props({ id: { const: 'x' } }), '{"id": "$1.id"}'],
    ['in an object that is a constant', props({ o: { const: { id: 'x' } } }), '{"o": {"id": "$1.id"}}'],
    ['under a condition', { ...props({ id: text }), if: props({ id: text }), else: never }, '{"id": "$1.id"}'],
    ['with a schema for all further names', { type: 'object', additionalProperties: text }, '{"any": "$1.id"}'],
    [
      'with a name that a pattern allows',
      { type: 'object', patternProperties: { '^x-': text }, additionalProperties: false },
      '{"x-id": "$1.id"}',
    ],
    [
      'that a dependency looks at',
      { $schema: 'http://json-schema.org/draft-07/schema#', ...props({ id: text, n: text }), dependencies: { n: props({ id: text }) } },
      '{"id": "$1.id", "n": "x"}',
    ],
    [
      'that a dependent schema looks at',
      { ...props({ id: text, n: text }), dependentSchemas: { n: props({ id: text }) } },
      '{"id": "$1.id", "n": "x"}',
    ],
    [
      'in a draft-07 tuple',
      { $schema: 'http://json-schema.org/draft-07/schema#', ...props({ at: { type: 'array', items: [text], additionalItems: false } }) },
      '{"at": ["$1.a", "$1.b"]}',
    ],
  ])('a reference %s is not judged', async (_name, schema, args) => {
    expect(await faultOf(`1. call first\n2. call a with ${args}`, tool('first'), tool('a', schema))).toBeUndefined();
  });

  test('a schema that is none judges nothing', async () => {
    expect(await faultOf('1. call a with {"x": 1}', tool('a', { type: 'nonsense' }))).toBeUndefined();
    expect(await faultOf('1. call a with {"x": 1}', tool('a', { $ref: 'https://example.test/schema' }))).toBeUndefined();
  });

  test('a schema as large as real servers have them judges as well', async () => {
    const long = Array.from({ length: 2000 }, (_, index) => `country-${index}`);
    expect(await faultOf('1. call a with {"at": "nowhere"}', tool('a', props({ at: { enum: long } })))).toMatch(
      /at must be equal to one of/,
    );
  });

  test('names that every object inherits are ordinary arguments', async () => {
    const strict = tool('a', props({ id: text }, { additionalProperties: false }));
    expect(await faultOf('1. call a with {"__proto__": {"id": 1}}', strict)).toMatch(/line 1: .*additional/);
    expect(await faultOf('1. call a with {"constructor": 1}', strict)).toMatch(/line 1: .*additional/);
    expect(await faultOf('1. call f\n2. call a with {"constructor": "$1.x"}', tool('f'), strict)).toMatch(/line 2: .*additional/);
  });
});

describe('played', () => {
  const catalog = catalogOf(tool('find'), tool('order'));
  const SCRIPT = '1. call find with {"name": "espresso"}\n2. call order with {"id": "$1.items[0].id", "n": 2}\nanswer Order ${2.id}.';

  test('takes one step a turn, with the values earlier results gave, and costs nothing', async () => {
    expect(await play(SCRIPT, catalog)).toEqual({
      ok: true,
      value: {
        text: '1. call find with {"name": "espresso"}',
        toolUses: [{ id: 'step-1', name: 'find', arguments: { name: 'espresso' } }],
        stopReason: 'tool_calls',
        tokensIn: 0,
        tokensOut: 0,
        costUsd: 0,
        latencyMs: 0,
      },
    });
    const found = result({ items: [{ id: 7 }] });
    expect(await play(SCRIPT, catalog, [found])).toMatchObject({
      value: { toolUses: [{ id: 'step-2', name: 'order', arguments: { id: 7, n: 2 } }] },
    });
    expect(await play(SCRIPT, catalog, [found, result({ id: 'ord_1' })])).toMatchObject({
      value: { text: 'Order ord_1.', toolUses: [], stopReason: 'stop' },
    });
  });

  test("without an answer line ends with the last result's text", async () => {
    expect(await play('1. call find', catalog, [result({ ignored: true }, 'two found')])).toMatchObject({
      value: { text: 'two found', stopReason: 'stop' },
    });
  });

  test('stops where a reference finds nothing, and names the line', async () => {
    expect(await play(SCRIPT, catalog, [result({ items: [] })])).toEqual({
      ok: false,
      error: { kind: 'bad_answer', message: 'line 2: "$1.items[0].id" finds nothing in the result of step 1' },
    });
    expect(await play(SCRIPT, catalog, [result({ items: [{ id: 7 }] }), result({})])).toMatchObject({
      ok: false,
      error: { message: 'line 3: "${2.id}" finds nothing in the result of step 2' },
    });
  });

  test('cannot judge', async () => {
    const answer = await createScriptModel({ script: SCRIPT, catalog }).answerJson({ ...request(), schema: {}, schemaName: 'x' });
    expect(answer).toMatchObject({ ok: false, error: { message: expect.stringContaining('choose a model as judge') } });
  });
});
