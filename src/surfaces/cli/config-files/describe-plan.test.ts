// A plan, as a person reads it.
import { expect, test } from 'vitest';
import { describePlan } from './describe-plan.ts';
import type { Change } from './describe-plan.ts';
import { lineDiff } from './line-diff.ts';

const change = (fields: Partial<Change>): Change => ({
  kind: 'workflow',
  key: 'a',
  name: 'A',
  op: 'none',
  id: null,
  diff: [],
  warnings: [],
  ...fields,
});

test('each change with its fields, each secret once, and the sum', () => {
  const lines = describePlan([
    change({ kind: 'server', key: 'shop', name: 'Shop', op: 'create', diff: [{ path: 'baseUrl', op: 'add', after: 'https://x' }] }),
    change({
      op: 'update',
      diff: [
        { path: 'testerPrompt', op: 'replace', before: 'one\ntwo\n', after: 'one\nthree\n' },
        { path: 'schedule', op: 'replace', before: null, after: { cron: '0 * * * *' } },
        { path: 'criteria[1]', op: 'remove', before: { criterionText: 'x' } },
      ],
    }),
    change({ kind: 'rule', key: 'r', name: 'R', op: 'delete' }),
    change({ kind: 'server', key: 'b', name: 'B', warnings: ['TOKEN is a secret: a plan cannot compare it with the stored one'] }),
    change({ kind: 'server', key: 'c', name: 'C', warnings: ['The auth profile "CI" is not in the document and stays'] }),
  ]);
  expect(lines).toEqual([
    '+ create server shop (Shop)',
    '    + baseUrl: "https://x"',
    '',
    '~ update workflow a (A)',
    '    ~ testerPrompt:',
    '          one',
    '        - two',
    '        + three',
    '          ',
    '    ~ schedule: null → {"cron":"0 * * * *"}',
    '    - criteria[1]: {"criterionText":"x"}',
    '',
    '- delete rule r (R)',
    '',
    '  keep server c (C)',
    '    ! The auth profile "CI" is not in the document and stays',
    '',
    '1 to create, 1 to update, 1 to delete, 2 unchanged.',
    'Not compared, because only applying opens secrets: TOKEN.',
  ]);
});

test('nothing to do is one line', () => {
  expect(describePlan([change({}), change({})])).toEqual(['No changes: 2 as the files say.']);
});

test('words of strangers cannot move the cursor', () => {
  const lines = describePlan([
    change({ op: 'create', name: 'A\u001b[2J\u202e', diff: [{ path: 'name', op: 'add', after: 'a\u001b[2J\nb\u009b' }] }),
  ]);
  expect(lines.join('\n')).not.toMatch(/[\u001b\u009b\u202e]/);
});

test.each([
  ['a\nb\nc', 'a\nc\nd', ['  a', '- b', '  c', '+ d']],
  ['', 'a', ['- ', '+ a']],
  ['x\n'.repeat(500), 'y', [...Array.from({ length: 500 }, () => '- x'), '- ', '+ y']],
])('the lines of a text', (before, after, lines) => {
  expect(lineDiff(before, after)).toEqual(lines);
});
