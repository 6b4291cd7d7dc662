// The gate of a pipeline: starts Armature workflows, waits, reports, and ends with 0 passed, 1 failed, 2 used wrongly, 3 undecided.
// For Node 20 and newer, without any dependency: action.yml runs it, and so can any other pipeline (docs/guides/gate-a-pipeline.md).
import { randomUUID } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { failingOf, judgeGate, junitXml, shortLine, summaryMarkdown, usd } from './reports.mjs';

const EXIT = { passed: 0, failed: 1, usage: 2, undecided: 3 };
const REQUEST_MS = 60_000;
const TRIES = 10;
/** Until it has answered once: a wrong address should be told soon. */
const FIRST_TRIES = 5;
const LONGEST_PAUSE_MS = 5000;
const AT_ONCE = 8;
const MAX_WORKFLOWS = 200;
/** GitHub shows no more of one step. */
const MAX_ANNOTATIONS = 10;

class Ended extends Error {
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Settings from the environment; every wrong one is named at once. */
function readSettings(env) {
  const text = (name) => (env[name] ?? '').trim();
  const list = (name) => [
    ...new Set(
      text(name)
        .split(/[\s,]+/)
        .filter((one) => one !== ''),
    ),
  ];
  const commit = text('GITHUB_SHA') || text('CI_COMMIT_SHA') || text('GIT_COMMIT') || text('CIRCLE_SHA1');
  const settings = {
    url: text('ARMATURE_URL').replace(/\/+$/, ''),
    apiKey: text('ARMATURE_API_KEY'),
    workflows: list('ARMATURE_WORKFLOWS'),
    category: list('ARMATURE_CATEGORY').join(','),
    environment: text('ARMATURE_ENVIRONMENT'),
    models: list('ARMATURE_MODELS'),
    wait: text('ARMATURE_WAIT') || 'true',
    timeoutS: Number(text('ARMATURE_TIMEOUT') || '900'),
    failOn: text('ARMATURE_FAIL_ON') || 'partial',
    maxCostUsd: text('ARMATURE_MAX_COST_USD') === '' ? undefined : Number(text('ARMATURE_MAX_COST_USD')),
    junitPath: text('ARMATURE_JUNIT_PATH'),
    idempotencyKey: text('ARMATURE_IDEMPOTENCY_KEY') || commit || undefined,
    reason: text('ARMATURE_REASON') || (commit === '' ? 'pipeline' : `commit ${commit.slice(0, 12)}`),
  };
  const faults = [
    [/^https?:\/\/[^\s]+$/.test(settings.url) && URL.canParse(settings.url), 'url: must be the http(s) address of an instance'],
    [/^[\x21-\x7e]+$/.test(settings.apiKey), 'api-key: must be an API key'],
    [settings.workflows.length > 0 !== (settings.category !== ''), 'workflows, category: give one of the two'],
    [['true', 'false'].includes(settings.wait), 'wait: must be true or false'],
    [
      Number.isInteger(settings.timeoutS) && settings.timeoutS >= 1 && settings.timeoutS <= 86_400,
      'timeout: must be whole seconds, 1 to 86400',
    ],
    [['partial', 'fail'].includes(settings.failOn), 'fail-on: must be partial or fail'],
    [settings.maxCostUsd === undefined || settings.maxCostUsd >= 0, 'max-cost-usd: must be a number of US dollars'],
  ].flatMap(([isGood, fault]) => (isGood ? [] : [fault]));
  if (faults.length > 0) throw new Ended(EXIT.usage, faults.join('; '));
  return settings;
}

/** The public REST API with a key. What may be asked twice is asked again when the instance restarts, is busy or cannot be reached. */
function apiOf({ url, apiKey }) {
  let hasAnswered = false;
  const once = async (method, path, body) => {
    const response = await fetch(`${url}/api/armature/v1${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MS),
      headers: { authorization: `Bearer ${apiKey}`, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error) => {
      throw Object.assign(new Ended(EXIT.undecided, `Could not reach ${url}: ${error.cause?.message ?? error.message}`), { mayPass: true });
    });
    hasAnswered = true;
    const answer = await response.json().catch(() => undefined);
    const { status } = response;
    if (response.ok && typeof answer === 'object' && answer !== null) return answer;
    if (response.ok) throw new Ended(EXIT.undecided, `${url} did not answer as an instance of Armature does.`);
    const mayPass = status === 429 || status >= 500;
    const isMistake = !mayPass && status !== 401 && status !== 403;
    const said = `${answer?.error?.code ?? `HTTP ${status}`}: ${answer?.error?.message ?? 'no reason was given'}`;
    throw Object.assign(new Ended(isMistake ? EXIT.usage : EXIT.undecided, said), { mayPass });
  };
  return async (method, path, { body, isSafe = method === 'GET' } = {}) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(method, path, body);
      } catch (error) {
        if (!isSafe || error.mayPass !== true || tries >= (hasAnswered ? TRIES : FIRST_TRIES)) throw error;
        await sleep(Math.min(LONGEST_PAUSE_MS, 500 * tries));
      }
    }
  };
}

async function chooseWorkflows(call, { workflows, category, environment }) {
  if (workflows.length > 0) return workflows;
  const query = new URLSearchParams({
    ...(category !== 'all' && { category }),
    ...(environment !== '' && { environment }),
    pageSize: '100',
  });
  const ids = [];
  for (let page = 1; page <= MAX_WORKFLOWS / 100 + 1; page += 1) {
    const { rows, total } = await call('GET', `/workflows?${query}&page=${page}`);
    ids.push(...rows.map(({ id }) => id));
    if (rows.length === 0 || ids.length >= total) break;
  }
  if (ids.length === 0) throw new Ended(EXIT.usage, 'No active workflow matches, so nothing was run.');
  if (ids.length > MAX_WORKFLOWS) throw new Ended(EXIT.usage, `More than ${MAX_WORKFLOWS} workflows match; narrow the category.`);
  return ids;
}

async function startRuns(call, { idempotencyKey, reason, models }, workflowIds) {
  const body = { reason, ...(idempotencyKey && { idempotencyKey }), ...(models.length > 0 && { modelIds: models }) };
  const runs = [];
  for (const workflowId of workflowIds) {
    // with a key a second request starts nothing twice
    const started = await call('POST', `/workflows/${encodeURIComponent(workflowId)}/runs`, { body, isSafe: idempotencyKey !== undefined });
    runs.push(...started.runs.map((run) => ({ workflowId, ...run })));
  }
  return runs;
}

const isOpen = ({ status }) => status === 'pending' || status === 'running';

/** Until all have ended or time is up. With many runs, all together are asked for at most 300 times a minute. */
async function followRuns(call, started, timeoutS) {
  const runs = new Map(started.map((run) => [run.runId, { ...run, status: 'pending' }]));
  const endAt = Date.now() + timeoutS * 1000;
  for (let pauseMs = 500; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    const open = [...runs.values()].filter(isOpen);
    for (const run of await inTurns(open, ({ runId }) => call('GET', `/runs/${encodeURIComponent(runId)}`))) runs.set(run.runId, run);
    const left = [...runs.values()].filter(isOpen).length;
    if (left === 0 || Date.now() >= endAt) break;
    await sleep(Math.max(pauseMs, left * 200));
  }
  return inTurns([...runs.values()], async (run) => {
    const { criteria } = await call('GET', `/runs/${encodeURIComponent(run.runId)}/evaluation`);
    return { ...run, errorMessage: run.error?.message ?? null, criteria };
  });
}

async function inTurns(items, work) {
  const results = [];
  for (let i = 0; i < items.length; i += AT_ONCE) results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(work))));
  return results;
}

/** A line of the log: the runner obeys `::` at its start and `##[` anywhere, so it begins with our words and holds no `##[`. */
const logLine = (text) => `armature: ${shortLine(text, 2000).replaceAll('##[', '## [')}`;
const commandText = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const commandProperty = (text) => commandText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
const annotation = (kind, title, text) =>
  `::${kind} title=${commandProperty(shortLine(title))}::${commandText(shortLine(text, 1000)).replaceAll('##[', '## [')}`;

function logLines(runs) {
  return runs.flatMap((run) => [
    `${run.status.toUpperCase()} ${run.workflowName} (${run.modelId}) ${run.url}`,
    ...(run.errorMessage === null ? [] : [`error: ${run.errorMessage}`]),
    ...run.criteria.map((one) => `${one.verdict ?? '-'} ${one.criterionText}${one.verdict === 'pass' ? '' : `: ${one.reasoning ?? ''}`}`),
  ]);
}

function annotationsOf(runs, { failOn }) {
  return runs.flatMap((run) => {
    if (run.status === 'pass') return [];
    const kind = run.status === 'partial' && failOn === 'fail' ? 'warning' : 'error';
    const reasons = failingOf(run).map((one) => `${one.verdict}: ${one.criterionText}. ${one.reasoning ?? ''}`);
    return [annotation(kind, `${run.workflowName}: ${run.status}`, run.errorMessage ?? reasons[0] ?? `the run is ${run.status}`)];
  });
}

/** Values of strangers cannot end a value early: the delimiter is not to be guessed. */
function writeOutputs(path, values) {
  if (!path) return;
  const end = `end-${randomUUID()}`;
  appendFileSync(
    path,
    Object.entries(values)
      .map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`)
      .join(''),
  );
}

const shownRun = ({ runId, workflowId, modelId, status, costUsd = null, url }) => ({ runId, workflowId, modelId, status, costUsd, url });

async function gate(env, say) {
  const isGitHub = env.GITHUB_ACTIONS === 'true';
  if (isGitHub && env.ARMATURE_API_KEY?.trim()) say(`::add-mask::${commandText(env.ARMATURE_API_KEY.trim())}`);
  const settings = readSettings(env);
  const call = apiOf(settings);
  const started = await startRuns(call, settings, await chooseWorkflows(call, settings));
  if (settings.wait === 'false') {
    for (const run of started) say(logLine(`queued ${run.modelId} ${run.url}`));
    writeOutputs(env.GITHUB_OUTPUT, { outcome: 'started', 'exit-code': 0, runs: JSON.stringify(started.map(shownRun)) });
    return EXIT.passed;
  }
  const runs = await followRuns(call, started, settings.timeoutS);
  const judged = judgeGate(runs, settings);
  for (const line of logLines(runs)) say(logLine(line));
  if (isGitHub) for (const line of annotationsOf(runs, settings).slice(0, MAX_ANNOTATIONS)) say(line);
  if (runs.some(isOpen)) say(logLine(`Not finished after ${settings.timeoutS} s; the runs go on.`));
  if (judged.note !== null) say(logLine(judged.note));
  say(logLine(`${judged.outcome}, ${runs.length} runs, ${usd(judged.costUsd)}`));
  if (settings.junitPath !== '') writeFileSync(settings.junitPath, junitXml(runs));
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, summaryMarkdown(runs, judged));
  writeOutputs(env.GITHUB_OUTPUT, {
    outcome: judged.outcome,
    'exit-code': judged.exitCode,
    'cost-usd': judged.costUsd,
    runs: JSON.stringify(runs.map(shownRun)),
    'junit-path': settings.junitPath,
  });
  return judged.exitCode;
}

async function main() {
  const say = (line) => process.stdout.write(`${line}\n`);
  try {
    process.exitCode = await gate(process.env, say);
  } catch (error) {
    const exitCode = error instanceof Ended ? error.exitCode : EXIT.undecided;
    say(process.env.GITHUB_ACTIONS === 'true' ? annotation('error', 'Armature', error.message) : logLine(error.message));
    writeOutputs(process.env.GITHUB_OUTPUT, { outcome: 'undecided', 'exit-code': exitCode });
    process.exitCode = exitCode;
  }
}

await main();
