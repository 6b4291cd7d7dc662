// Verdicts as JUnit XML: one suite per run, one case per criterion. Pure.

export interface JUnitRun {
  readonly runId: string;
  readonly workflowName: string;
  readonly modelId: string;
  readonly status: string;
  readonly classification: string | null;
  readonly errorMessage: string | null;
  readonly durationMs: number | null;
  readonly startedAt: string | null;
  readonly url: string;
  readonly criteria: readonly {
    readonly criterionText: string;
    readonly isRequired: boolean;
    readonly verdict: string | null;
    readonly reasoning: string | null;
    readonly judgedBy: string | null;
  }[];
}

export function junitXml(runs: readonly JUnitRun[]): string {
  const suites = runs.map(suiteOf);
  const sum = (pick: (suite: Suite) => number) => suites.reduce((total, suite) => total + pick(suite), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="armature" tests="${sum((s) => s.tests)}" failures="${sum((s) => s.failures)}" errors="${sum((s) => s.errors)}">`,
    ...suites.map((suite) => suite.xml),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly xml: string;
}

function suiteOf(run: JUnitRun): Suite {
  const isUndecided = run.status === 'error' || run.status === 'pending' || run.status === 'running';
  const cases =
    isUndecided && run.criteria.every(({ verdict }) => verdict === null) ? [errorCase(run)] : run.criteria.map((one) => caseOf(run, one));
  const failures = cases.filter(({ kind }) => kind === 'failure').length;
  const errors = cases.filter(({ kind }) => kind === 'error').length;
  const attributes = [
    attribute('name', `${run.workflowName} (${run.modelId})`),
    attribute('id', run.runId),
    `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0"`,
    attribute('time', seconds(run.durationMs)),
    ...(run.startedAt === null ? [] : [attribute('timestamp', run.startedAt)]),
  ];
  const xml = [
    `  <testsuite ${attributes.join(' ')}>`,
    `    <properties><property ${attribute('name', 'url')} ${attribute('value', run.url)}/></properties>`,
    ...cases.map((one) => one.xml),
    '  </testsuite>',
  ].join('\n');
  return { tests: cases.length, failures, errors, xml };
}

interface Case {
  readonly kind: 'pass' | 'failure' | 'error';
  readonly xml: string;
}

function caseOf(run: JUnitRun, one: JUnitRun['criteria'][number]): Case {
  const name = one.isRequired ? one.criterionText : `${one.criterionText} (optional)`;
  const head = `    <testcase ${attribute('classname', run.workflowName)} ${attribute('name', name)} time="0"`;
  if (one.verdict === 'pass') return { kind: 'pass', xml: `${head}/>` };
  // an optional criterion never turns the gate red, so it is reported without being counted
  if (one.verdict !== null && !one.isRequired) {
    return { kind: 'pass', xml: `${head}><system-out>${escapeXml(`${one.verdict}: ${one.reasoning ?? ''}`)}</system-out></testcase>` };
  }
  const kind = one.verdict === null ? 'error' : 'failure';
  const message = one.verdict === null ? (run.errorMessage ?? 'not graded') : `${one.verdict}, by ${one.judgedBy ?? 'unknown'}`;
  return { kind, xml: `${head}><${kind} ${attribute('message', message)}>${escapeXml(one.reasoning ?? '')}</${kind}></testcase>` };
}

function errorCase(run: JUnitRun): Case {
  const message = run.errorMessage ?? `the run is ${run.status}`;
  const text = `${run.classification ?? 'unclassified'}: ${message}`;
  return {
    kind: 'error',
    xml: `    <testcase ${attribute('classname', run.workflowName)} name="run" time="${seconds(run.durationMs)}"><error ${attribute('message', message)}>${escapeXml(text)}</error></testcase>`,
  };
}

const seconds = (ms: number | null): string => ((ms ?? 0) / 1000).toFixed(3);
const attribute = (name: string, value: string): string => `${name}="${escapeXml(value)}"`;

/** XML 1.0 forbids most control characters even when escaped; they are dropped. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
