// Which addresses fit a template, and what they name.
import { expect, test } from 'vitest';
import { matchUri } from './hosted-uri-template.ts';

test.each([
  ['armature://runs/{id}/trace', 'armature://runs/run_1/trace', { id: 'run_1' }],
  ['test://{a}/{b}', 'test://x/y', { a: 'x', b: 'y' }],
  ['test://{a}.json', 'test://a%20b%2Fc.json', { a: 'a b/c' }],
  ['test://fixed', 'test://fixed', {}],
] as const)('%s takes %s', (template, uri, variables) => expect(matchUri(template, uri)).toEqual(variables));

test.each([
  ['armature://runs/{id}/trace', 'armature://runs//trace'],
  ['armature://runs/{id}/trace', 'armature://runs/a/b/trace'],
  ['armature://runs/{id}/trace', 'armature://runs/a/trace?attempt=1'],
  ['armature://runs/{id}/trace', 'armature://runs/a/trace#end'],
  ['armature://runs/{id}/trace', 'armature://runs/a/trace/'],
  ['armature://workflows/{id}', 'armature://workflows/a?x=1'],
  ['test://{a}.json', 'test://axjson'],
  ['test://{a}', 'test://%'],
  ['test://{a}', `test://${'x'.repeat(2048)}`],
])('%s does not take %s', (template, uri) => expect(matchUri(template, uri)).toBeUndefined());
