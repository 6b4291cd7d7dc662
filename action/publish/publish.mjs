// Publishes an OpenAPI document from a pipeline: uploads it signed, waits until it is compiled, says what changed, and ends with
// 0 passed, 1 breaking or not to be compiled, 2 used wrongly, 3 undecided. For Node 20 and newer, without any dependency.
import { createHmac, randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { markdownText, shortLine } from '../reports.mjs';

const EXIT = { passed: 0, failed: 1, usage: 2, undecided: 3 };
/** A document may compile for three minutes. */
const REQUEST_MS = 240_000;
const TRIES = 5;
const PAUSE_MS = 1000;
const MAX_ROWS = 200;
const ARTIFACTS = '/api/openapi-artifacts';

class Ended extends Error {
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Settings from the environment; every wrong one is named at once. */
function readSettings(env) {
  const text = (name) => (env[name] ?? '').trim();
  const settings = {
    url: text('ARMATURE_URL').replace(/\/+$/, ''),
    apiKey: text('ARMATURE_API_KEY'),
    source: text('ARMATURE_SOURCE'),
    openapi: text('ARMATURE_OPENAPI'),
    environment: text('ARMATURE_ENVIRONMENT') || 'production',
    overlay: text('ARMATURE_OVERLAY'),
    manifest: text('ARMATURE_MANIFEST'),
    promote: text('ARMATURE_PROMOTE') || 'false',
    allowBreaking: text('ARMATURE_ALLOW_BREAKING') || 'false',
    timeoutS: Number(text('ARMATURE_TIMEOUT') || '600'),
  };
  const isTimeout = Number.isInteger(settings.timeoutS) && settings.timeoutS >= 1 && settings.timeoutS <= 86_400;
  const faults = [
    [/^https?:\/\/[^\s]+$/.test(settings.url) && URL.canParse(settings.url), 'url: must be the http(s) address of an instance'],
    [/^[\x21-\x7e]+$/.test(settings.apiKey), 'api-key: must be an API key'],
    [settings.source !== '', 'source: must be the slug of a source'],
    [settings.openapi !== '', 'openapi: must be a file'],
    [['true', 'false'].includes(settings.promote), 'promote: must be true or false'],
    [['true', 'false'].includes(settings.allowBreaking), 'allow-breaking: must be true or false'],
    [isTimeout, 'timeout: must be whole seconds, 1 to 86400'],
  ].flatMap(([isGood, fault]) => (isGood ? [] : [fault]));
  if (faults.length > 0) throw new Ended(EXIT.usage, faults.join('; '));
  return settings;
}

function readFile(name, path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Ended(EXIT.usage, `${name}: cannot read ${path}: ${error.message}`);
  }
}

function readManifest(path) {
  try {
    return JSON.parse(readFile('manifest', path));
  } catch (error) {
    throw error instanceof Ended ? error : new Ended(EXIT.usage, `manifest: ${path} is not JSON: ${error.message}`);
  }
}

/** As GitHub and GitLab say where they are. */
function provenanceOf(env) {
  const commitSha = env.GITHUB_SHA || env.CI_COMMIT_SHA;
  const pullRequest = Number(/^refs\/pull\/(\d{1,9})\//.exec(env.GITHUB_REF ?? '')?.[1] ?? env.CI_MERGE_REQUEST_IID);
  const repository = env.GITHUB_REPOSITORY || env.CI_PROJECT_PATH;
  const branch = env.GITHUB_HEAD_REF || env.GITHUB_REF_NAME || env.CI_COMMIT_REF_NAME;
  return {
    ...(repository && { repository: repository.slice(0, 200) }),
    ...(/^[0-9a-f]{7,64}$/i.test(commitSha ?? '') && { commitSha }),
    ...(branch && { branch: branch.slice(0, 200) }),
    ...(Number.isInteger(pullRequest) && pullRequest > 0 && { pullRequestNumber: pullRequest }),
  };
}

/** The public API with a key; an upload is packed and signed anew for each try. */
function apiOf({ url, apiKey }) {
  const once = async (method, path, { body, isSigned = false } = {}) => {
    const sent = body === undefined ? undefined : isSigned ? gzipSync(JSON.stringify(body)) : JSON.stringify(body);
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_MS),
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: 'application/json',
        ...(sent && { 'content-type': 'application/json' }),
        ...(isSigned && signatureOf(sent, apiKey)),
      },
      ...(sent && { body: sent }),
    }).catch((error) => {
      throw Object.assign(new Ended(EXIT.undecided, `Could not reach ${url}: ${error.cause?.message ?? error.message}`), { mayPass: true });
    });
    const answer = await response.json().catch(() => undefined);
    const { status } = response;
    if (response.ok && typeof answer === 'object' && answer !== null) return answer;
    if (response.ok) throw new Ended(EXIT.undecided, `${url} did not answer as an instance of Armature does.`);
    throw problemOf(status, answer?.error);
  };
  return async (method, path, options) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(method, path, options);
      } catch (error) {
        if (error.mayPass !== true || tries >= TRIES) throw error;
        await sleep(PAUSE_MS * tries);
      }
    }
  };
}

function problemOf(status, error) {
  const said = `${error?.code ?? `HTTP ${status}`}: ${error?.message ?? 'no reason was given'}`;
  if (error?.code === 'compile_failed') return Object.assign(new Ended(EXIT.failed, said), { diagnostics: error.details?.diagnostics });
  const mayPass = status === 429 || status >= 500;
  const isMistake = !mayPass && status !== 401 && status !== 403;
  return Object.assign(new Ended(isMistake ? EXIT.usage : EXIT.undecided, said), { mayPass });
}

/** HMAC-SHA256 by the whole key over `<timestamp>.<bytes that are sent>`. */
function signatureOf(bytes, apiKey) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', apiKey).update(`${timestamp}.`).update(bytes).digest('hex');
  return { 'content-encoding': 'gzip', 'x-armature-timestamp': timestamp, 'x-armature-signature': signature };
}

/** Waits where the instance compiles in the background. */
async function compiledOf(call, uploaded, timeoutS) {
  const endAt = Date.now() + timeoutS * 1000;
  let bundle = uploaded.bundle;
  let apiDiff = uploaded.apiDiff;
  while (bundle.state === 'compiling') {
    if (Date.now() >= endAt) throw new Ended(EXIT.undecided, `${bundle.id} is still being compiled after ${timeoutS} s; it goes on.`);
    await sleep(PAUSE_MS);
    bundle = await call('GET', `${ARTIFACTS}/${encodeURIComponent(bundle.id)}`);
    apiDiff = bundle.apiDiff;
    if (bundle.state === 'failed')
      throw Object.assign(new Ended(EXIT.failed, `${bundle.id} could not be compiled.`), { diagnostics: bundle.diagnostics });
  }
  return { bundle, apiDiff };
}

/** A line of the log: the runner obeys `::` at its start and `##[` anywhere, so it begins with our words and holds no `##[`. */
const logLine = (text) => `armature: ${shortLine(text, 2000).replaceAll('##[', '## [')}`;
const commandText = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const annotation = (text) => `::error title=Armature::${commandText(shortLine(text, 1000)).replaceAll('##[', '## [')}`;

function diffLines({ removed, signatureChanged, added }) {
  return [
    ...removed.map(({ method, path, operationId }) => `- ${method} ${path} ${operationId}, breaking`),
    ...signatureChanged.map((one) => `~ ${one.operationId}, ${one.breaking ? 'breaking' : 'compatible'}: ${one.reasons.join(', ')}`),
    ...added.map(({ method, path, operationId }) => `+ ${method} ${path} ${operationId}`),
  ];
}

function summaryMarkdown(bundle, diff) {
  const rows = diff === null ? [] : diffLines(diff);
  return [
    `### Armature: ${markdownText(bundle.source)} ${markdownText(bundle.environment)}, ${markdownText(bundle.state)}`,
    '',
    `Bundle ${markdownText(bundle.id)}, ${Number(bundle.operationCount ?? 0)} operations.`,
    (diff?.against ?? null) === null
      ? 'Nothing was active before.'
      : `Compared with ${markdownText(diff.against)}: ${diff.breaking ? '**breaking**' : 'nothing breaks'}.`,
    '',
    ...rows.slice(0, MAX_ROWS).map((row) => `- ${markdownText(row)}`),
    ...(rows.length > MAX_ROWS ? [`- and ${rows.length - MAX_ROWS} more`] : []),
    '',
  ].join('\n');
}

/** Values of strangers cannot end a value early: the delimiter is not to be guessed. */
function writeOutputs(path, values) {
  if (!path) return;
  const end = `end-${randomUUID()}`;
  const lines = Object.entries(values).map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`);
  appendFileSync(path, lines.join(''));
}

async function publish(env, say) {
  if (env.GITHUB_ACTIONS === 'true' && env.ARMATURE_API_KEY?.trim()) say(`::add-mask::${commandText(env.ARMATURE_API_KEY.trim())}`);
  const settings = readSettings(env);
  const { source, environment, overlay, manifest } = settings;
  const call = apiOf(settings);
  const body = {
    source,
    environment,
    openapi: readFile('openapi', settings.openapi),
    ...(overlay !== '' && { overlay: readFile('overlay', overlay) }),
    ...(manifest !== '' && { manifest: readManifest(manifest) }),
    ...provenanceOf(env),
  };
  const uploaded = await call('POST', `${ARTIFACTS}/upload`, { body, isSigned: true });
  const { bundle, apiDiff } = await compiledOf(call, uploaded, settings.timeoutS);
  const isRefused = apiDiff?.breaking === true && settings.allowBreaking !== 'true';
  const promotes = settings.promote === 'true' && !isRefused && bundle.state !== 'active';
  const served = promotes ? (await call('POST', `${ARTIFACTS}/${encodeURIComponent(bundle.id)}/promote`, { body: {} })).bundle : bundle;
  for (const line of apiDiff === null ? [] : diffLines(apiDiff).slice(0, MAX_ROWS)) say(logLine(line));
  say(logLine(`${served.id} ${served.source} ${served.environment} ${served.state}, ${served.operationCount} operations`));
  if (isRefused && env.GITHUB_ACTIONS === 'true') say(annotation(`${source}: the document breaks what agents use`));
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, summaryMarkdown(served, apiDiff));
  const exitCode = isRefused ? EXIT.failed : EXIT.passed;
  writeOutputs(env.GITHUB_OUTPUT, {
    outcome: isRefused ? 'breaking' : 'passed',
    'exit-code': exitCode,
    'bundle-id': served.id,
    state: served.state,
    'api-diff': JSON.stringify(apiDiff),
  });
  return exitCode;
}

async function main() {
  const say = (line) => process.stdout.write(`${line}\n`);
  try {
    process.exitCode = await publish(process.env, say);
  } catch (error) {
    const exitCode = error instanceof Ended ? error.exitCode : EXIT.undecided;
    for (const one of (error.diagnostics ?? []).slice(0, MAX_ROWS)) say(logLine(`${one.severity} ${one.path} ${one.message}`));
    say(process.env.GITHUB_ACTIONS === 'true' ? annotation(error.message) : logLine(error.message));
    writeOutputs(process.env.GITHUB_OUTPUT, { outcome: exitCode === EXIT.failed ? 'failed' : 'undecided', 'exit-code': exitCode });
    process.exitCode = exitCode;
  }
}

await main();
