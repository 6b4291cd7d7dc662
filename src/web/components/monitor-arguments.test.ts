// Arguments as they are typed and what is sent; wall clocks of maintenance windows; refusals of a list by tool. All pure.
import { describe, expect, it } from 'vitest';
import { argumentDraft, argumentFields, readArguments, shownFields, turnedTo } from './monitor-arguments.ts';
import { latencyScale, linePath, niceCeil } from './latency-scale.ts';
import { argumentErrors, errorsByTool } from './monitor-wizard-draft.ts';
import { uptimeText } from '../text/monitor-words.ts';
import { momentOf, wallClock } from '../text/zoned-time.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    note: { type: 'string', maxLength: 5 },
    count: { type: 'integer', minimum: 1, maximum: 50 },
    ratio: { anyOf: [{ type: 'number' }, { type: 'null' }] },
    isOpen: { type: ['boolean', 'null'] },
    status: { enum: ['open', 'shipped', null] },
    lines: { type: 'array', items: { type: 'string' } },
    either: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    id: { type: 'string' },
  },
  required: ['id'],
};
const FIELDS = argumentFields(SCHEMA);
const EMPTY = argumentDraft(FIELDS, {});
const typed = (texts: Record<string, string>) => readArguments(FIELDS, { ...EMPTY, texts });
const sentOf = (texts: Record<string, string>) => {
  const read = typed(texts);
  return read.ok ? read.value : read.errors;
};

describe('the fields of a tool', () => {
  it('come by type, required ones first, and null is only another word for not sent', () => {
    expect(FIELDS.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      'id: text',
      'note: text',
      'count: integer',
      'ratio: number',
      'isOpen: boolean',
      'status: choice',
      'lines: json',
      'either: json',
    ]);
  });

  it.each([[undefined], [null], ['text'], [[]], [{ properties: [] }], [{ properties: { a: true, b: null } }]])(
    'bear a schema that is %j',
    (schema) => {
      expect(argumentFields(schema).every(({ kind }) => kind === 'json')).toBe(true);
    },
  );

  it('become an object in which what is empty is not sent', () => {
    expect(sentOf({ id: '7', note: '', count: '5', ratio: '0.5', isOpen: 'false', status: '"open"', lines: '["a"]', either: '3' })).toEqual(
      { id: '7', count: 5, ratio: 0.5, isOpen: false, status: 'open', lines: ['a'], either: 3 },
    );
  });

  it.each([
    [{}, { id: 'is required' }],
    [{ id: 'a', count: 'x' }, { count: 'must be a number' }],
    [{ id: 'a', count: '1.5' }, { count: 'must be a whole number' }],
    [{ id: 'a', count: '51' }, { count: 'must be at most 50' }],
    [{ id: 'a', count: '0' }, { count: 'must be at least 1' }],
    [{ id: 'a', note: 'abcdef' }, { note: 'must be at most 5 characters' }],
    [{ id: 'x'.repeat(17_000) }, { '': 'must be at most 16 KiB' }],
  ])('refuse %j while it is typed', (texts, errors) => {
    expect(sentOf(texts as Record<string, string>)).toEqual(errors);
  });

  it('show a value that does not suit its type, or its schema, as JSON and send it as it was', () => {
    const value = { id: 7, extra: { deep: true }, note: '' };
    const draft = argumentDraft(FIELDS, value);
    expect(
      shownFields(FIELDS, draft)
        .filter(({ kind }) => kind === 'json')
        .map(({ name }) => name),
    ).toContain('extra');
    expect(readArguments(FIELDS, draft)).toEqual({ ok: true, value });
  });

  it('do not confuse a property named like one of every object', () => {
    const fields = argumentFields({ properties: { constructor: { type: 'string' }, toString: { type: 'string' } } });
    expect(readArguments(fields, argumentDraft(fields, {}))).toEqual({ ok: true, value: {} });
  });
});

describe('the JSON view', () => {
  it('takes along what was typed, wrong or right, and gives it back', () => {
    const draft = { ...EMPTY, texts: { id: 'A', count: 'x' } };
    const json = turnedTo('json', FIELDS, draft);
    expect(JSON.parse(json?.json ?? '')).toEqual({ id: 'A', count: 'x' });
    const form = json && turnedTo('form', FIELDS, json);
    expect(form?.texts['id']).toBe('A');
    expect(form?.asJson).toEqual(['count']);
  });

  it('cannot be left for the form while it is no JSON object', () => {
    for (const json of ['{', '[]', '1']) expect(turnedTo('form', FIELDS, { ...EMPTY, view: 'json', json })).toBeUndefined();
  });

  it('names what is missing', () => {
    expect(readArguments(FIELDS, { ...EMPTY, view: 'json', json: '{}' })).toEqual({ ok: false, errors: { '': 'needs id' } });
  });
});

describe('what the server refuses of a list', () => {
  it('is told by tool and field', () => {
    const errors = errorsByTool(
      [
        { field: 'monitors[1].arguments.customer', message: 'looks like a secret' },
        { field: 'monitors[1].name', message: 'is taken' },
        { field: 'monitors[7].name', message: 'nobody asked' },
        { field: 'monitors', message: 'too many' },
      ],
      ['order_get', 'order_search'],
    );
    expect([...errors]).toEqual([['order_search', { 'arguments.customer': 'looks like a secret', name: 'is taken' }]]);
    expect(argumentErrors(errors.get('order_search') ?? {})).toEqual({ customer: 'looks like a secret' });
    expect(argumentErrors({ arguments: 'do not fit' })).toEqual({ '': 'do not fit' });
  });
});

describe('a wall clock', () => {
  it.each([
    ['2026-07-01T09:30', 'Europe/Paris', '2026-07-01T07:30:00.000Z'],
    ['2026-01-01T09:30', 'Europe/Paris', '2026-01-01T08:30:00.000Z'],
    ['2026-01-01T00:15', 'Asia/Kathmandu', '2025-12-31T18:30:00.000Z'],
    ['2026-06-01T12:00', 'UTC', '2026-06-01T12:00:00.000Z'],
    ['2026-03-08T03:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    // left out by the change of clocks: the hour after it
    ['2026-03-29T02:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
    // comes twice: its first coming
    ['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
  ])('that shows %s in %s does so at %s', (wall, zone, moment) => {
    expect(momentOf(wall, zone)).toBe(moment);
  });

  it('shows what it was set to, whatever the zone', () => {
    for (const zone of ['Pacific/Apia', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Tokyo']) {
      expect(wallClock(momentOf('2026-05-17T23:45', zone) ?? '', zone)).toBe('2026-05-17T23:45');
    }
  });

  it.each([[''], ['2026-05-17'], ['2026-13-01T00:00'], ['soon']])('cannot be set to "%s"', (wall) => {
    expect(momentOf(wall, 'UTC')).toBeUndefined();
  });
});

describe('the numbers of the chart', () => {
  const point = (index: number, p50Ms: number | null) => ({
    at: new Date(Date.UTC(2026, 0, 1) + index * 300_000).toISOString(),
    pass: 1,
    fail: 0,
    error: 0,
    excluded: 0,
    p50Ms,
    p95Ms: p50Ms,
  });

  it('end at a round number that holds the highest', () => {
    expect([0, 9, 11, 101, 243, 1840, 61_000].map(niceCeil)).toEqual([10, 10, 20, 200, 400, 2000, 80_000]);
  });

  it('break the line where nothing was answered', () => {
    const points = [10, 20, null, 40].map((ms, index) => point(index, ms));
    const path = linePath(points, ({ p50Ms }) => p50Ms, latencyScale(points, 400));
    expect(path.match(/[MLm]/g)).toEqual(['M', 'L', 'M', 'm']);
  });

  it('find the point under the pointer, and never one outside', () => {
    const points = Array.from({ length: 288 }, (_, index) => point(index, 50));
    const scale = latencyScale(points, 1_000);
    for (const index of [0, 1, 100, 287]) expect(scale.indexAt(scale.x(index))).toBe(index);
    expect([scale.indexAt(-50), scale.indexAt(5_000)]).toEqual([0, 287]);
  });

  it('never round uptime up to 100', () => {
    expect([100, 99.999, 99.99, 97.4891, null].map(uptimeText)).toEqual(['100 %', '99.99 %', '99.99 %', '97.48 %', '–']);
  });
});
