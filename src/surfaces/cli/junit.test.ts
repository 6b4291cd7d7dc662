import { describe, expect, test } from 'vitest';
import { junitXml } from './junit.ts';
import type { JUnitRun } from './junit.ts';

const criterion = { criterionText: 'the order exists', isRequired: true, verdict: 'pass', reasoning: 'found', judgedBy: 'rule' };
const run: JUnitRun = {
  runId: 'run_1',
  workflowName: 'Order',
  modelId: 'script/steps',
  status: 'pass',
  classification: null,
  errorMessage: null,
  durationMs: 1234,
  startedAt: '2026-01-31T09:30:00.000Z',
  url: 'http://127.0.0.1:4600/o/demo/runs/run_1',
  criteria: [criterion],
};

describe('JUnit', () => {
  test('a passing criterion is a case without a failure', () => {
    expect(junitXml([run])).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="armature" tests="1" failures="0" errors="0">',
        '  <testsuite name="Order (script/steps)" id="run_1" tests="1" failures="0" errors="0" skipped="0" time="1.234" timestamp="2026-01-31T09:30:00.000Z">',
        '    <properties><property name="url" value="http://127.0.0.1:4600/o/demo/runs/run_1"/></properties>',
        '    <testcase classname="Order" name="the order exists" time="0"/>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  test('a failing required criterion counts and tells who decided and why', () => {
    const xml = junitXml([{ ...run, status: 'fail', criteria: [{ ...criterion, verdict: 'fail', reasoning: 'no such order' }] }]);
    expect(xml).toContain('tests="1" failures="1" errors="0"');
    expect(xml).toContain('<failure message="fail, by rule">no such order</failure>');
  });

  test('a failing optional criterion is shown and not counted', () => {
    const xml = junitXml([{ ...run, criteria: [criterion, { ...criterion, isRequired: false, verdict: 'fail', reasoning: 'slow' }] }]);
    expect(xml).toContain('tests="2" failures="0" errors="0"');
    expect(xml).toContain('name="the order exists (optional)"');
    expect(xml).toContain('<system-out>fail: slow</system-out>');
  });

  test('a run without verdicts is one error with the reason', () => {
    const xml = junitXml([
      {
        ...run,
        status: 'error',
        classification: 'network',
        errorMessage: 'nobody listens',
        criteria: [{ ...criterion, verdict: null, reasoning: null, judgedBy: null }],
      },
    ]);
    expect(xml).toContain('tests="1" failures="0" errors="1"');
    expect(xml).toContain('<error message="nobody listens">network: nobody listens</error>');
  });

  test('hostile text stays text, and characters XML forbids are dropped', () => {
    const xml = junitXml([
      { ...run, workflowName: `a"<b>&'\u0000\uD800`, criteria: [{ ...criterion, verdict: 'fail', reasoning: ']]></failure><x>\u0007' }] },
    ]);
    expect(xml).toContain('classname="a&quot;&lt;b&gt;&amp;\'"');
    expect(xml).toContain(']]&gt;&lt;/failure&gt;&lt;x&gt;</failure>');
    expect(xml).not.toMatch(/[\u0000\u0007\uD800]/);
  });
});
