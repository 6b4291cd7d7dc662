// GitHub's API in mode code as an agent meets it: a really started instance, MCP over HTTP with an API key, an upstream behind it.
import { memoryOf } from '#platform/process/process-table';
import { SEARCH_INTENTS } from '#test/search-intents';
import { measureTokens } from './code-mode-tokens.ts';
import { requestsPerSecond } from './load-process.ts';
import { ask, call, modern } from './mcp-message.ts';
import type { Asked, Endpoint } from './mcp-message.ts';
import { publishGitHub } from './published-github.ts';
import type { PublishedGitHub } from './published-github.ts';
import { cmdlineOf, treeOf } from './process-tree.ts';
import { median, percentile, timed } from './row.ts';
import type { Row } from './row.ts';
import { measureScriptRunners } from './script-runners.ts';

/** `BENCH_ROUNDS=20` is a try, not a measurement. */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 200);
/** An instance that has run for a while is what people have: the first thousands of calls are the compiler's. */
const WARM_UP = ROUNDS;
const CALLS = 20;
const CONNECTIONS = 8;
const LOAD_MS = 5_000;
const LOAD_ROUNDS = 3;
const LOAD_SCRIPTS = 200;
const MIB = 1024 * 1024;

const MAX_TRIVIAL_MS = 15;
const MIN_PER_SECOND = 150;
const MAX_CALLS_MS = 10;
const MAX_IDLE_MB = 130;
const MAX_SEARCH_MS = 10;

export async function measureCodeMode(scope: AsyncDisposableStack): Promise<Row[]> {
  const published = await publishGitHub(scope);
  return [
    ...(await measureScripts(published)),
    await measureLoad(published.code),
    ...idleRows(published.pid),
    await measureSearch(published.code),
    ...(await measureTokens(published)),
    ...(await measureScriptRunners(scope, ROUNDS)),
  ];
}

/** In turn, so that what the machine does meanwhile falls on all of them. */
async function measureScripts({ code, upstream }: PublishedGitHub): Promise<Row[]> {
  const unchecked = { ...code, url: `${code.url}?typecheck=off` };
  const bare = { url: `${upstream}/repos/octocat/hello/issues/1347`, headers: { authorization: 'Bearer bench' } };
  const sides: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
    trivial: (round) => execute(code, trivial(round)),
    legacy: (round) => ran(call(code, 'execute_script', { code: trivial(round) })),
    unchecked: (round) => execute(unchecked, trivial(round)),
    calls: (round) => execute(code, sequential(round)),
    bare: () => fetchEach(bare),
  };
  const times = new Map(Object.keys(sides).map((side) => [side, [] as number[]]));
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [side, work] of Object.entries(sides)) {
      const ms = await timed(() => work(round));
      if (round >= WARM_UP) times.get(side)?.push(ms);
    }
  }
  const of = (side: string): number[] => times.get(side) ?? [];
  const over = (...less: string[]): number =>
    median(of('calls').map((ms, i) => less.reduce((left, side) => left - (of(side)[i] ?? 0), ms)));
  const what = 'execute_script over MCP, fresh machine with GitHub:';
  return [
    { what: `${what} trivial script, p50`, value: median(of('trivial')), unit: 'ms', atMost: MAX_TRIVIAL_MS },
    { what: `${what} the same, p95`, value: percentile(of('trivial'), 0.95), unit: 'ms' },
    { what: `${what} the same of a legacy client, p50`, value: median(of('legacy')), unit: 'ms', atMost: MAX_TRIVIAL_MS },
    { what: `${what} the same, types unchecked, p50`, value: median(of('unchecked')), unit: 'ms' },
    { what: `${CALLS} bare fetches one after the other, p50`, value: median(of('bare')), unit: 'ms' },
    { what: `a script of the same ${CALLS} calls over MCP, p50`, value: median(of('calls')), unit: 'ms' },
    {
      what: `the ${CALLS} calls over the bare fetches: the script less the trivial one (median of differences)`,
      value: over('trivial', 'bare'),
      unit: 'ms',
      atMost: MAX_CALLS_MS,
    },
    {
      what: 'the whole script over the bare fetches',
      value: over('bare'),
      unit: 'ms',
      atMost: MAX_TRIVIAL_MS + MAX_CALLS_MS,
      note: 'with what every script costs: MCP, type check and machine, which has a bound of its own',
    },
  ];
}

/** Each one new to the instance. */
const trivial = (round: number): string => `return ${round};`;

const sequential = (round: number): string => `/** @intent Read issues, round ${round} */
let comments = 0;
for (let n = 0; n < ${CALLS}; n += 1) {
  const issue = await github.issuesGet({ owner: 'octocat', repo: 'hello', issue_number: 1347 });
  comments += issue.comments;
}
return comments;`;

const execute = (endpoint: Endpoint, code: string): Promise<string> => ran(modern(call(endpoint, 'execute_script', { code })));

/** Throws unless the script returned. */
async function ran(asked: Asked): Promise<string> {
  const text = await ask(asked);
  if (!text.includes(RETURNED)) throw new Error(`a script failed: ${text.slice(0, 500)}`);
  return text;
}

/** Of a structured result. */
const RETURNED = '"ok":true';

async function fetchEach({ url, headers }: Endpoint): Promise<void> {
  for (let n = 0; n < CALLS; n += 1) {
    const response = await fetch(url, { headers });
    await response.json();
  }
}

async function measureLoad(endpoint: Endpoint): Promise<Row> {
  const asked = modern(call(endpoint, 'execute_script', { code: trivial(0) }));
  const bodies = Array.from({ length: LOAD_SCRIPTS }, (_, n) => asked.body.replace(trivial(0), trivial(n)));
  const seen: number[] = [];
  // the first round is for the compiler
  for (let round = -1; round < LOAD_ROUNDS; round += 1) {
    const perSecond = await requestsPerSecond({ ...asked, bodies, holds: RETURNED, connections: CONNECTIONS, ms: LOAD_MS });
    if (round >= 0) seen.push(perSecond);
  }
  return {
    what: `execute_script over MCP: trivial scripts of ${CONNECTIONS} clients`,
    value: median(seen),
    unit: '/s',
    atLeast: MIN_PER_SECOND,
  };
}

/** Sandbox processes of the instance that wait now: those that have an image, and the spare one. */
function idleRows(pid: number): Row[] {
  const sizes = treeOf(pid)
    .filter((one) => cmdlineOf(one).some((part) => part.endsWith('sandbox-child.mjs')))
    .map((one) => memoryOf(one) / MIB)
    // what stands around one of them has next to nothing of its own
    .filter((mb) => mb > 1);
  return [
    {
      what: `largest waiting sandbox process of the instance, of ${sizes.length}`,
      value: Math.max(...sizes),
      unit: 'MB',
      atMost: MAX_IDLE_MB,
    },
  ];
}

async function measureSearch(endpoint: Endpoint): Promise<Row> {
  const times: number[] = [];
  const rounds = Math.max(2, Math.ceil(ROUNDS / SEARCH_INTENTS.length)) + 1;
  for (let round = 0; round < rounds; round += 1) {
    for (const { query } of SEARCH_INTENTS) {
      const ms = await timed(() => ask(modern(call(endpoint, 'search_sdk', { query }))));
      if (round > 0) times.push(ms);
    }
  }
  return { what: "search_sdk over MCP on GitHub's operations, p50", value: median(times), unit: 'ms', atMost: MAX_SEARCH_MS };
}
