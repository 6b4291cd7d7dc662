// Overlays: what they put in and take out, and which of them are refused.
import { describe, expect, test } from 'vitest';
import { applyOverlay } from './apply-overlay.ts';
import { DiagnosticList } from './diagnostic-list.ts';

const documentOf = () => ({
  info: { title: 'Shop' },
  tags: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  paths: { '/a': { get: { summary: 'A' } }, '/b': { get: {}, post: {} } },
});

function applied(actions: unknown, more: object = {}) {
  const document = documentOf();
  const diagnostics = new DiagnosticList();
  const isDone = applyOverlay(document, { overlay: '1.0.0', info: {}, actions, ...more }, diagnostics);
  return { document, isDone, found: diagnostics.list().map(({ severity, path }) => `${severity} ${path}`) };
}

describe('taken', () => {
  test('updates merge into objects, everywhere the target is found', () => {
    const { document, isDone } = applied([{ target: '$.paths.*.get', update: { 'x-seen': true, tags: ['x'] } }]);
    expect(isDone).toBe(true);
    expect(document.paths['/a'].get).toEqual({ summary: 'A', 'x-seen': true, tags: ['x'] });
    expect(document.paths['/b'].get).toEqual({ 'x-seen': true, tags: ['x'] });
  });

  test("an update is every place's own", () => {
    const { document } = applied([
      { target: '$.paths.*.get', update: { tags: ['x'] } },
      { target: "$.paths['/a'].get.tags", update: 'y' },
    ]);
    expect(document.paths['/b'].get).toEqual({ tags: ['x'] });
    expect(document.paths['/a'].get).toMatchObject({ tags: ['x', 'y'] });
  });

  test('lists grow, texts are replaced', () => {
    const { document } = applied([
      { target: '$.tags', update: { name: 'd' } },
      { target: '$.info.title', update: 'New' },
    ]);
    expect(document.tags).toHaveLength(4);
    expect(document.info.title).toBe('New');
  });

  test('what is removed is gone, whichever of a list and however often it is named', () => {
    const { document } = applied([
      { target: "$.tags[?@.name == 'a' || @.name == 'b']", remove: true },
      { target: "$.paths['/b','/b'].post", remove: true },
    ]);
    expect(document.tags).toEqual([{ name: 'c' }]);
    expect(document.paths['/b']).toEqual({ get: {} });
  });

  test('1.1 copies', () => {
    const { document } = applied([{ target: "$.paths['/b'].get", copy: "$.paths['/a'].get" }], { overlay: '1.1.0' });
    expect(document.paths['/b'].get).toEqual({ summary: 'A' });
  });

  test('a target that finds nothing is a warning', () => {
    expect(applied([{ target: '$.nothing', update: {} }])).toMatchObject({ isDone: true, found: ['warning /overlay/actions/0/target'] });
  });

  test('YAML is read too', () => {
    const document = documentOf();
    const diagnostics = new DiagnosticList();
    expect(applyOverlay(document, 'overlay: 1.0.0\nactions:\n  - target: $.info\n    update: {title: Other}\n', diagnostics)).toBe(true);
    expect(document.info.title).toBe('Other');
  });

  test('a member called __proto__ is a member', () => {
    const document = documentOf();
    applyOverlay(
      document,
      '{"overlay":"1.0.0","actions":[{"target":"$.info","update":{"__proto__":{"polluted":1}}}]}',
      new DiagnosticList(),
    );
    expect(JSON.stringify(document.info)).toBe('{"title":"Shop","__proto__":{"polluted":1}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('refused', () => {
  test.each<[unknown, object, string]>([
    [[], {}, 'error /overlay/actions'],
    ['x', {}, 'error /overlay/actions'],
    [[{ target: '$' }], { overlay: '2.0.0' }, 'error /overlay/overlay'],
    [[{ update: {} }], {}, 'error /overlay/actions/0/target'],
    [[{ target: 'paths', update: {} }], {}, 'error /overlay/actions/0/target'],
    [[{ target: '$.info' }], {}, 'error /overlay/actions/0'],
    [[{ target: '$', remove: true }], {}, 'error /overlay/actions/0/target'],
    [[{ target: '$.info', update: 'x' }], {}, 'error /overlay/actions/0/update'],
    [[{ target: '$.info', copy: '$.tags[*]' }], {}, 'error /overlay/actions/0'],
    [[{ target: "$[?search(@, '(a+)+$')]", update: {} }], {}, 'error /overlay/actions/0/target'],
    [[1], {}, 'error /overlay/actions/0/target'],
  ])('%j with %j', (actions, more, found) => expect(applied(actions, more)).toMatchObject({ isDone: false, found: [found] }));
});
