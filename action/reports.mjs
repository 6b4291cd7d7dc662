// What a gate makes of the runs: its outcome, a JUnit report, and a table in Markdown. Pure. The same as `armature run` makes, as a test holds.

const OUTCOMES = ['passed', 'failed', 'undecided', 'undecided'];

/** 0 only when every run is good enough, and within the budget; 3 when any is undecided; else 1. */
export function judgeGate(runs, { maxCostUsd, failOn = 'partial' } = {}) {
  const good = failOn === 'fail' ? ['pass', 'partial'] : ['pass'];
  const isDecided = runs.length > 0 && runs.every(({ status }) => ['pass', 'partial', 'fail'].includes(status));
  const ofRuns = !isDecided ? 3 : runs.every(({ status }) => good.includes(status)) ? 0 : 1;
  const costUsd = runs.reduce((sum, run) => sum + (run.costUsd ?? 0), 0);
  const isCostComplete = runs.every((run) => run.costUsd !== null);
  const gate = (exitCode, note) => ({ exitCode, outcome: OUTCOMES[exitCode], costUsd, isCostComplete, note });
  if (maxCostUsd === undefined) return gate(ofRuns, null);
  if (costUsd > maxCostUsd) {
    const note = `The runs cost ${usd(costUsd)}, over the budget of ${usd(maxCostUsd)}.`;
    return gate(ofRuns === 0 ? 1 : ofRuns, note);
  }
  if (isCostComplete) return gate(ofRuns, null);
  const note = `The cost of a run is not known, so nobody can say whether the budget of ${usd(maxCostUsd)} was kept.`;
  return gate(ofRuns === 0 ? 3 : ofRuns, note);
}

export const usd = (amount) => `$${amount.toFixed(amount < 1 ? 4 : 2)}`;

/** The report that `armature run --junit` writes. */
export function junitXml(runs) {
  const suites = runs.map(junitSuite);
  const sum = (name) => suites.reduce((total, suite) => total + suite[name], 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="armature" tests="${sum('tests')}" failures="${sum('failures')}" errors="${sum('errors')}">`,
    ...suites.map(({ xml }) => xml),
    '</testsuites>',
    '',
  ].join('\n');
}

function junitSuite(run) {
  const isUndecided = !['pass', 'partial', 'fail'].includes(run.status);
  const cases =
    isUndecided && run.criteria.every(({ verdict }) => verdict === null)
      ? [junitError(run)]
      : run.criteria.map((one) => junitCase(run, one));
  const [failures, errors] = ['failure', 'error'].map((kind) => cases.filter((one) => one.kind === kind).length);
  const name = attribute('name', `${run.workflowName} (${run.modelId})`);
  const time = `${attribute('time', seconds(run.durationMs))}${run.startedAt === null ? '' : ` ${attribute('timestamp', run.startedAt)}`}`;
  const xml = [
    `  <testsuite ${name} ${attribute('id', run.runId)} tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0" ${time}>`,
    `    <properties><property name="url" ${attribute('value', run.url)}/></properties>`,
    ...cases.map((one) => one.xml),
    '  </testsuite>',
  ].join('\n');
  return { tests: cases.length, failures, errors, xml };
}

function junitCase(run, one) {
  const name = one.isRequired ? one.criterionText : `${one.criterionText} (optional)`;
  const head = `    <testcase ${attribute('classname', run.workflowName)} ${attribute('name', name)} time="0"`;
  if (one.verdict === 'pass') return { kind: 'pass', xml: `${head}/>` };
  if (one.verdict !== null && !one.isRequired) {
    return { kind: 'pass', xml: `${head}><system-out>${escapeXml(`${one.verdict}: ${one.reasoning ?? ''}`)}</system-out></testcase>` };
  }
  const kind = one.verdict === null ? 'error' : 'failure';
  const message = one.verdict === null ? (run.errorMessage ?? 'not graded') : `${one.verdict}, by ${one.judgedBy ?? 'unknown'}`;
  return { kind, xml: `${head}><${kind} ${attribute('message', message)}>${escapeXml(one.reasoning ?? '')}</${kind}></testcase>` };
}

function junitError(run) {
  const message = run.errorMessage ?? `the run is ${run.status}`;
  const head = `    <testcase ${attribute('classname', run.workflowName)} name="run" time="${seconds(run.durationMs)}">`;
  const text = escapeXml(`${run.classification ?? 'unclassified'}: ${message}`);
  return { kind: 'error', xml: `${head}<error ${attribute('message', message)}>${text}</error></testcase>` };
}

const seconds = (ms) => ((ms ?? 0) / 1000).toFixed(3);
const attribute = (name, value) => `${name}="${escapeXml(value)}"`;
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };
/** XML 1.0 forbids most control characters even when escaped; they are dropped. */
const escapeXml = (text) =>
  text.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').replaceAll(/[&<>"\n]/g, (one) => ENTITIES[one]);

/** The table that `armature run --summary` writes. */
export function summaryMarkdown(runs, { outcome, costUsd, isCostComplete, note }) {
  const shown = runs.slice(0, 200);
  return [
    `### Armature: ${outcome}`,
    '',
    ...(note === null ? [] : [markdownText(note), '']),
    '| Result | Workflow | Model | Criteria | Duration | Cost |',
    '|---|---|---|---|---|---|',
    ...shown.map(summaryRow),
    ...(runs.length > shown.length ? ['', `And ${runs.length - shown.length} more.`] : []),
    '',
    `Cost of all: ${usd(costUsd)}${isCostComplete ? '' : ', and what is not known'}.`,
    ...shown.flatMap(summaryReasons).slice(0, 200),
    '',
  ].join('\n');
}

const MARKS = { pass: '✅', partial: '🟠', fail: '❌' };

function summaryRow(run) {
  const required = run.criteria.filter(({ isRequired }) => isRequired);
  const counted = required.length > 0 ? required : run.criteria;
  const cells = [
    `${MARKS[run.status] ?? '⚠️'} ${markdownText(run.status)}`,
    `[${markdownText(run.workflowName)}](${markdownUrl(run.url)})`,
    markdownText(run.modelId),
    counted.length === 0 ? '–' : `${counted.filter(({ verdict }) => verdict === 'pass').length}/${counted.length}`,
    run.durationMs === null ? '–' : `${(run.durationMs / 1000).toFixed(1)} s`,
    run.costUsd === null ? '–' : usd(run.costUsd),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What made it fail, or partial. */
export const failingOf = (run) => run.criteria.filter(({ verdict, isRequired }) => verdict !== null && verdict !== 'pass' && isRequired);

function summaryReasons(run) {
  const failing = failingOf(run);
  if (run.errorMessage === null && failing.length === 0) return [];
  const blame = run.classification === null ? '' : `, blame: ${markdownText(run.classification)}`;
  return [
    '',
    `**${markdownText(run.workflowName)}** (${markdownText(run.modelId)})${blame}`,
    '',
    ...(run.errorMessage === null ? [] : [`- error: ${markdownText(run.errorMessage)}`]),
    ...failing.map((one) => `- ${one.verdict}: ${markdownText(one.criterionText)} — ${markdownText(one.reasoning ?? '')}`),
  ];
}

/** Text of strangers on one line, and not too much of it. */
export function shortLine(text, most = 300) {
  const line = [...text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim()];
  return line.length > most ? `${line.slice(0, most).join('')}…` : line.join('');
}

/** No markup, no link (nor what is taken for one), no picture, no mention, no cell border. */
export const markdownText = (text) =>
  shortLine(text)
    .replaceAll(/[&<>]/g, (one) => ENTITIES[one])
    .replaceAll(/[\\`*_{}[\]()#+!|~$^=:@/-]|(?<=www)\./gi, (one) => `&#${one.charCodeAt(0)};${one === '@' ? '&#8203;' : ''}`);

function markdownUrl(url) {
  if (!URL.canParse(url) || !/^https?:/.test(url)) return '#';
  return new URL(url).href.replaceAll(/[()|<>\\]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
}
