// Runs the benchmarks one after the other and prints one table. Exit code 1 when a bound is missed or a part fails.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureAuthenticated } from './authenticated.ts';
import { measureCodeMode } from './code-mode.ts';
import { measureCompile } from './compile.ts';
import { measureDetection } from './detection.ts';
import { measureDiagnoseRun } from './diagnose-run.ts';
import { measureDueCrowd } from './due-crowd.ts';
import { measureLive } from './live.ts';
import { measureMcpDoor } from './mcp-door.ts';
import { measureMonitorChecks } from './monitor-checks.ts';
import { measureMonitors1000, measureMonitors5000 } from './monitor-load.ts';
import { measureMonitorPages } from './monitor-pages.ts';
import { measureRepairEndpoint } from './repair-endpoint.ts';
import { measureRequests } from './requests.ts';
import { isMissed, lineOf } from './row.ts';
import type { Row } from './row.ts';
import { measureRunDetail } from './run-detail.ts';
import { measureRunList } from './run-list.ts';
import { measureSandbox } from './sandbox.ts';
import { measureScriptCheck } from './script-check.ts';
import { measureScriptRun } from './script-run.ts';
import { measureSearchRuns } from './search-runs.ts';
import { measureSearchSdk } from './search-sdk.ts';
import { measureStart } from './start.ts';

/** Puts what must be undone on the scope; it is undone whatever happens. */
type Measure = (scope: AsyncDisposableStack) => Promise<Row[]>;

const PARTS: Readonly<Record<string, Measure>> = {
  start: measureStart,
  'script-run': measureScriptRun,
  sandbox: measureSandbox,
  'script-check': measureScriptCheck,
  'mcp-door': measureMcpDoor,
  requests: measureRequests,
  authenticated: measureAuthenticated,
  'repair-endpoint': measureRepairEndpoint,
  live: measureLive,
  'run-list': measureRunList,
  'run-detail': measureRunDetail,
  'search-runs': measureSearchRuns,
  'search-sdk': measureSearchSdk,
  'diagnose-run': measureDiagnoseRun,
  'monitor-pages': measureMonitorPages,
  compile: measureCompile,
  'code-mode': measureCodeMode,
  detection: measureDetection,
  'due-crowd': measureDueCrowd,
  'monitor-checks': measureMonitorChecks,
  'monitors-1000': measureMonitors1000,
  'monitors-5000': measureMonitors5000,
};

/** A part that takes longer hangs. */
const PART_MS = 900_000;
const CLEAN_UP_MS = 30_000;

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in PARTS));
if (unknown !== undefined) {
  console.error(`"${unknown}" is none of ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

let failures = 0;
for (const [name, measure] of Object.entries(PARTS)) {
  if (stopping.signal.aborted || (wanted.length > 0 && !wanted.includes(name))) continue;
  console.error(`measuring ${name} …`);
  try {
    const rows = await measured(measure);
    failures += rows.filter(isMissed).length;
    console.log(rows.map(lineOf).join('\n'));
  } catch (error) {
    failures += 1;
    console.error(`${name} was not measured:`, error);
  }
}
// a part that was given up may have left timers behind
process.exit(failures === 0 && !stopping.signal.aborted ? 0 : 1);

async function measured(measure: Measure): Promise<Row[]> {
  const scope = new AsyncDisposableStack();
  const finished = new AbortController();
  const given = AbortSignal.any([stopping.signal, AbortSignal.timeout(PART_MS)]);
  try {
    const givenUp = once(given, 'abort', { signal: finished.signal }).then(() => Promise.reject(new Error('stopped, or not done in time')));
    givenUp.catch(() => undefined);
    return await Promise.race([measure(scope), givenUp]);
  } finally {
    finished.abort();
    await Promise.race([scope.disposeAsync(), sleep(CLEAN_UP_MS, undefined, { ref: false })]);
  }
}
