import { expect, test } from 'vitest';
import { judgeGate } from './gate.ts';
import type { RunReport } from './run-report.ts';
import { summaryMarkdown } from './summary.ts';

const criterion = { criterionText: 'the order exists', isRequired: true, verdict: 'pass', reasoning: 'found', judgedBy: 'rule' };
const run: RunReport = {
  runId: 'run_1',
  workflowId: 'wf_1',
  workflowName: 'Order',
  modelId: 'script/steps',
  testerKind: 'script',
  status: 'pass',
  classification: null,
  errorMessage: null,
  durationMs: 1234,
  costUsd: 0.0123,
  startedAt: null,
  url: 'https://armature.example/o/demo/runs/run_1',
  criteria: [criterion],
};
const summaryOf = (...runs: RunReport[]) => summaryMarkdown(runs, judgeGate(runs, undefined));

test('a run is a row with its verdicts, its time and what it cost', () => {
  expect(summaryOf(run)).toBe(
    [
      '### Armature: passed',
      '',
      '| Result | Workflow | Model | Criteria | Duration | Cost |',
      '|---|---|---|---|---|---|',
      '| ✅ pass | [Order](https://armature.example/o/demo/runs/run_1) | script&#47;steps | 1/1 | 1.2 s | $0.0123 |',
      '',
      'Cost of all: $0.0123.',
      '',
    ].join('\n'),
  );
});

test('what failed says why below the table, and what is optional does not', () => {
  const optional = { ...criterion, isRequired: false, verdict: 'fail', criterionText: 'it was fast' };
  const failing = {
    ...run,
    status: 'fail',
    classification: 'server',
    criteria: [{ ...criterion, verdict: 'fail', reasoning: 'none there' }, optional],
  };
  const text = summaryOf(run, failing);
  expect(text).toContain('### Armature: failed');
  expect(text).toContain('**Order** (script&#47;steps), blame: server\n\n- fail: the order exists — none there');
  expect(text).not.toContain('it was fast');
});

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '![x](https://evil.example/pixel.png)',
  '[click](javascript:alert(1))',
  'https://evil.example/ and www.evil.example',
  '@everyone #1 `code`',
  '| a | new cell |\n| and | a row |',
  '</table><h1>owned</h1>',
  '::add-mask::x ##[error]y',
  '<!-- a comment that hides the rest',
  '~~~\n# a heading',
  '&lt;b&gt; &#60;script&#62;',
  'a\u202eb\u0007c',
];

test.each(HOSTILE)('%j stays text on one line', (text) => {
  const hostile = {
    ...run,
    status: 'fail',
    workflowName: text,
    modelId: text,
    classification: text,
    errorMessage: text,
    url: `https://armature.example/${text}`,
    criteria: [{ ...criterion, verdict: 'fail', criterionText: text, reasoning: text }],
  };
  const [plain, bad] = [
    summaryOf({
      ...hostile,
      workflowName: 'a',
      modelId: 'a',
      classification: 'a',
      errorMessage: 'a',
      url: 'https://a.example',
      criteria: [{ ...criterion, verdict: 'fail', criterionText: 'a', reasoning: 'a' }],
    }),
    summaryOf(hostile),
  ];
  expect(bad.split('\n')).toHaveLength(plain.split('\n').length);
  const row = bad.split('\n').find((line) => line.startsWith('| ❌')) ?? '';
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
  const ours = bad.replaceAll(/\]\(https:\/\/armature\.example\/[^\s()<>|]*\)/g, ')');
  expect(ours).not.toMatch(/[<>`@\\]|!\[|\]\(|:\/\/|www\.|::|##\[|[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('an address that is no web address links nowhere', () => {
  expect(summaryOf({ ...run, url: 'javascript:alert(1)' })).toContain('[Order](#)');
});

test('a job page is never flooded', () => {
  const criteria = Array.from({ length: 50 }, () => ({
    ...criterion,
    verdict: 'fail',
    criterionText: 'x*'.repeat(1000),
    reasoning: '|'.repeat(1000),
  }));
  const text = summaryOf(...Array.from({ length: 500 }, () => ({ ...run, status: 'fail', criteria })));
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text).toContain('And 300 more.');
});
