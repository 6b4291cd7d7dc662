// What others take for a trivial script with a client of 1 200 functions, each in a process of its own, in turn. Inside their process
// nothing stands between the script and the program but the engine itself: none of them isolates by a process.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CLIENT_FUNCTIONS } from './large-client.ts';
import { median } from './row.ts';
import type { Row } from './row.ts';

const ENTRY = fileURLToPath(new URL('./script-runner-process.ts', import.meta.url));
const IN_PROCESS = 'in-process: no isolation';

export const RUNNERS = {
  'isolated-vm': { what: 'isolated-vm 7.0.1 bare, a snapshot restored', note: IN_PROCESS },
  utcp: { what: '@utcp/code-mode 1.2.12 over isolated-vm 6.2.0', note: IN_PROCESS },
  run: { what: 'run 2.1.5 of Vercel Labs', note: 'a worker thread of the same process' },
} as const;
export type RunnerName = keyof typeof RUNNERS;

/** What a runner's process answers to each question, which has no content. */
export interface Round {
  readonly ms: number;
}

const names = Object.keys(RUNNERS) as RunnerName[];

export async function measureScriptRunners(scope: AsyncDisposableStack, rounds: number): Promise<Row[]> {
  const processes = new Map<RunnerName, ChildProcess>();
  for (const name of names) processes.set(name, await started(scope, name));
  const times = new Map<RunnerName, number[]>(names.map((name) => [name, []]));
  const warmUp = Math.ceil(rounds / 5);
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const [name, child] of processes) {
      const { ms } = await asked(child, name);
      if (round >= warmUp) times.get(name)?.push(ms);
    }
  }
  return names.map((name) => ({
    what: `${RUNNERS[name].what}: trivial script, ${CLIENT_FUNCTIONS} functions, p50`,
    value: median(times.get(name) ?? []),
    unit: 'ms',
    note: RUNNERS[name].note,
  }));
}

/** isolated-vm cannot share a process with the snapshot Node itself starts from. */
async function started(scope: AsyncDisposableStack, name: RunnerName): Promise<ChildProcess> {
  const child = fork(ENTRY, [name], { execArgv: ['--no-node-snapshot'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  scope.defer(() => void child.kill());
  await answerOf(child, name);
  return child;
}

function asked(child: ChildProcess, name: RunnerName): Promise<Round> {
  const answer = answerOf(child, name);
  child.send({});
  return answer as Promise<Round>;
}

async function answerOf(child: ChildProcess, name: RunnerName): Promise<unknown> {
  const gone = new AbortController();
  const { signal } = gone;
  try {
    const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error(`${RUNNERS[name].what} ended`)));
    const [answer] = (await Promise.race([once(child, 'message', { signal }), ended])) as [unknown];
    return answer;
  } finally {
    gone.abort();
  }
}
