// Where in a YAML text a value stands.
import { expect, test } from 'vitest';
import { placesInYaml } from './place-in-yaml.ts';

const TEXT = `# ours
servers:
  - key: shop
    config:
      headers: { X-A: 1, X-B: 2 }
  - key: crm
`;

test.each<[readonly (string | number)[], number, number]>([
  [[], 2, 1],
  [['servers'], 2, 1],
  [['servers', 0], 3, 5],
  [['servers', 0, 'config', 'headers', 'X-B'], 5, 26],
  [['servers', 1, 'key'], 6, 5],
  [['servers', 0, 'config', 'absent', 'deeper'], 4, 5],
  [['servers', 7], 2, 1],
  [['absent'], 2, 1],
])('%j is at %d:%d', (path, line, column) => {
  expect(placesInYaml(TEXT)(path)).toEqual({ line, column });
});

test('of a text that is empty or no YAML there is none', () => {
  expect([placesInYaml('')(['a']), placesInYaml('a: [')(['a'])]).toEqual([undefined, undefined]);
});

test('many places of a large text are found by reading it once', () => {
  const find = placesInYaml(`servers:\n${'  - key: a\n    name: b\n'.repeat(5_000)}`);
  for (let index = 0; index < 5_000; index += 1) expect(find(['servers', index, 'name'])?.line).toBe(3 + 2 * index);
});
