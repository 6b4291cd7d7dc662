// What a pipeline's job page shows: the runs as a table in Markdown. Names and reasons are other people's words. Pure.
import { usd } from './gate.ts';
import type { Gate } from './gate.ts';
import type { RunReport } from './run-report.ts';

const MAX_TEXT = 300;
const MAX_RUNS = 200;
/** A job page takes 1 MiB. */
const MAX_REASONS = 200;
const MARKS: Readonly<Record<string, string>> = { pass: '✅', partial: '🟠', fail: '❌' };
const UNDECIDED_MARK = '⚠️';

export function summaryMarkdown(runs: readonly RunReport[], { outcome, costUsd, isCostComplete, note }: Gate): string {
  const shown = runs.slice(0, MAX_RUNS);
  return [
    `### Armature: ${outcome}`,
    '',
    ...(note === null ? [] : [markdownText(note), '']),
    '| Result | Workflow | Model | Criteria | Duration | Cost |',
    '|---|---|---|---|---|---|',
    ...shown.map(rowOf),
    ...(runs.length > shown.length ? ['', `And ${runs.length - shown.length} more.`] : []),
    '',
    `Cost of all: ${usd(costUsd)}${isCostComplete ? '' : ', and what is not known'}.`,
    ...shown.flatMap(reasonsOf).slice(0, MAX_REASONS),
    '',
  ].join('\n');
}

function rowOf(run: RunReport): string {
  const required = run.criteria.filter(({ isRequired }) => isRequired);
  const counted = required.length > 0 ? required : run.criteria;
  const passed = counted.filter(({ verdict }) => verdict === 'pass').length;
  const cells = [
    `${MARKS[run.status] ?? UNDECIDED_MARK} ${markdownText(run.status)}`,
    `[${markdownText(run.workflowName)}](${markdownUrl(run.url)})`,
    markdownText(run.modelId),
    counted.length === 0 ? '–' : `${passed}/${counted.length}`,
    run.durationMs === null ? '–' : `${(run.durationMs / 1000).toFixed(1)} s`,
    run.costUsd === null ? '–' : usd(run.costUsd),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Why a run did not pass. */
function reasonsOf(run: RunReport): string[] {
  const failing = run.criteria.filter(({ verdict, isRequired }) => verdict !== null && verdict !== 'pass' && isRequired);
  if (run.errorMessage === null && failing.length === 0) return [];
  return [
    '',
    `**${markdownText(run.workflowName)}** (${markdownText(run.modelId)})${run.classification === null ? '' : `, blame: ${markdownText(run.classification)}`}`,
    '',
    ...(run.errorMessage === null ? [] : [`- error: ${markdownText(run.errorMessage)}`]),
    ...failing.map((one) => `- ${one.verdict ?? '–'}: ${markdownText(one.criterionText)} — ${markdownText(one.reasoning ?? '')}`),
  ];
}

/** Text that stays text on one line: no markup, no link (nor what is taken for one), no picture, no mention, no cell border. */
function markdownText(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
  const short = [...line].length > MAX_TEXT ? `${[...line].slice(0, MAX_TEXT).join('')}…` : line;
  return short
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~$^=:@/-]|(?<=www)\./gi, (mark) => `&#${mark.charCodeAt(0)};${mark === '@' ? '&#8203;' : ''}`);
}

/** Only a web address, and nothing that ends the link. */
function markdownUrl(url: string): string {
  const parsed = URL.parse(url);
  const isWeb = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  return isWeb ? parsed.href.replaceAll(/[()|<>\\]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`) : '#';
}
