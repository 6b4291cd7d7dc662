// What each file says after a pull, and the way from a place in the document to one in a file.
import { expect, test } from 'vitest';
import { joinFiles, locator, secretNamesIn } from './join-files.ts';
import { isRecord, listsOf } from './config-file.ts';
import type { ConfigFile, FileEntry } from './config-file.ts';
import { planPull } from './plan-pull.ts';

const file = (path: string, value: unknown, text = ''): ConfigFile => ({
  path,
  text,
  value,
  lists: listsOf((name) => (isRecord(value) && Array.isArray(value[name]) ? (value[name] as FileEntry[]) : [])),
});
const NONE = { servers: [], workflows: [], monitors: [], rules: [] };
const terms = { defaults: { servers: {}, workflows: { state: 'active' }, monitors: {}, rules: {} }, same: new Set<string>() };

test('an entry changes where it stands, what is new is added, what is gone is taken out', () => {
  const one = file('one.yaml', { version: 1, workflows: [{ key: 'a', name: 'A', state: 'active' }, { key: 'gone' }] });
  const two = file('two.yaml', { servers: [{ key: 's', name: 'S' }], rules: null });
  const document = {
    version: 1 as const,
    ...NONE,
    servers: [{ key: 's', name: 'S' }],
    workflows: [
      { key: 'a', name: 'B' },
      { key: 'new', name: 'N' },
    ],
  };
  const plan = planPull([one, two], { ...terms, document });
  expect(plan.changed).toEqual([{ file: one, value: { version: 1, workflows: [{ key: 'a', name: 'B', state: 'active' }] } }]);
  expect(plan.added).toEqual({ ...NONE, workflows: [{ key: 'new', name: 'N' }] });
  expect(plan.removed).toEqual(['workflows gone']);
});

test('what the instance takes for the same is not touched, in whatever words it is', () => {
  const one = file('one.yaml', { workflows: [{ key: 'a', name: ' A ' }] });
  const document = { version: 1 as const, ...NONE, workflows: [{ key: 'a', name: 'A' }] };
  expect(planPull([one], { ...terms, document, same: new Set(['workflows a']) }).changed).toEqual([]);
  expect(planPull([one], { ...terms, document }).changed).toHaveLength(1);
});

test('of a key in two files the first keeps it', () => {
  const [one, two] = [file('1.yaml', { servers: [{ key: 's', name: 'S' }] }), file('2.yaml', { servers: [{ key: 's', name: 'S' }] })];
  const plan = planPull([one, two], { ...terms, document: { version: 1, ...NONE, servers: [{ key: 's', name: 'S' }] } });
  expect([plan.changed, plan.removed]).toEqual([[{ file: two, value: { servers: [] } }], ['servers s']]);
});

test('a fault is placed in the file that holds its entry', () => {
  const files = [
    file('1.yaml', { servers: [{ key: 'a' }] }, 'servers:\n  - key: a\n'),
    file('2.yaml', { servers: [{ key: 'b' }, { key: 'c', baseUrl: 'x' }] }, 'servers:\n  - key: b\n  - key: c\n    baseUrl: x\n'),
  ];
  const joined = joinFiles(files);
  expect(joined.document.servers.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  const locate = locator(joined);
  expect(locate({ field: 'servers[2].baseUrl', message: 'is wrong' })).toEqual({
    path: '2.yaml',
    line: 4,
    column: 5,
    message: 'servers[1].baseUrl: is wrong',
  });
  for (const field of ['prune', 'servers', 'servers[9].name']) expect(locate({ field, message: 'x' })).toBeUndefined();
});

test('every secret that is referred to is named once', () => {
  const document = {
    servers: [{ value: { secretEnv: 'B' }, c: { env: { X: { secretEnv: 'A' }, Y: { secretEnv: 'B' } } } }],
    other: 'secretEnv',
  };
  expect(secretNamesIn(document)).toEqual(['A', 'B']);
});
