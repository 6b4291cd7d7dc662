// Plays the hostile scripts one after the other, with a well-behaved one beside and one after each, and prints what happened.
import { isDeepStrictEqual } from 'node:util';
import { childrenOf, memoryOf } from '#platform/process/process-table';
import type { EngineName, Sandbox, ScriptEnd, VmImage } from '#platform/sandbox/sandbox';
import { hostileLimits } from './hostile-script.ts';
import type { EndKind, HostileScript } from './hostile-script.ts';

export interface PlayedScript {
  readonly family: string;
  readonly name: string;
  readonly end: EndKind;
  /** What is wrong, or undefined when the script is contained. */
  readonly fault: string | undefined;
  readonly isNeighbourRight: boolean;
  readonly isNextRight: boolean;
  /** Private memory of the largest sandbox process. */
  readonly peakMb: number;
  readonly isMemoryBounded: boolean;
  readonly ms: number;
  readonly isTimeBounded: boolean;
}

/** A secret of ours: in no process and no answer. */
export const CANARY = 'canary-9f27c1b4e6d3';

/** The client of the corpus, as a bundle's bootstrap makes one. */
const CORPUS_BOOTSTRAP = `(() => {
  const bridge = globalThis.__bridge;
  class ApiError extends Error {
    constructor({ name, message, status, operationId, body }) {
      super(message);
      this.name = name;
      this.status = status;
      this.operationId = operationId;
      this.body = body;
    }
  }
  const take = (text) => {
    const answer = JSON.parse(text);
    if ('error' in answer) throw new ApiError(answer.error);
    return answer.value;
  };
  const api = {};
  for (const name of ['first', 'second', 'slow', 'ended', 'echo', 'failing', 'asked'])
    api[name] = (args = {}) => bridge(name, JSON.stringify(args)).then(take);
  globalThis.ApiError = ApiError;
  globalThis.api = Object.freeze(api);
  delete globalThis.__bridge;
})();`;

const MIB = 1024 * 1024;
/** What a process costs with its engine, before any script. */
const PROCESS_MB = 120;
const MEMORY_FACTOR = 2;
const MEMORY_SLACK_MB = 64;
/** Memory grows between two looks from outside. */
const OVERSHOOT_MB = 64;
/** The supervisor's grace, and a new process on a busy machine. */
const TIME_SLACK_MS = 2500;
const LOOK_MS = 15;

export async function playCorpus(
  sandbox: Sandbox,
  scripts: readonly HostileScript[],
  onPlayed: (row: PlayedScript) => void = () => undefined,
): Promise<PlayedScript[]> {
  const engine: EngineName = sandbox.isolation.engine;
  const image = await sandbox.buildImage(CORPUS_BOOTSTRAP);
  const played: PlayedScript[] = [];
  for (const script of scripts.filter((one) => (one.engine ?? engine) === engine)) {
    const row = await play(sandbox, image, script);
    played.push(row);
    onPlayed(row);
  }
  return played;
}

async function play(sandbox: Sandbox, image: VmImage, script: HostileScript): Promise<PlayedScript> {
  const limits = { ...hostileLimits, ...script.limits };
  const memory = watchMemory();
  const neighbour = isRight(sandbox, image);
  const begun = performance.now();
  const run = script.play
    ? script.play(sandbox, image)
    : sandbox.run({
        image,
        code: script.code,
        limits,
        call: script.call ?? (async (name) => ({ kind: 'value', json: JSON.stringify(name) })),
      });
  const end = await run;
  const ms = performance.now() - begun;
  const isNextRight = await isRight(sandbox, image);
  const peakMb = memory.stop();
  return {
    family: script.family,
    name: script.name,
    end: end?.kind ?? 'refused',
    fault: faultOf(script, end),
    isNeighbourRight: await neighbour,
    isNextRight,
    peakMb,
    isMemoryBounded: peakMb <= PROCESS_MB + limits.memoryMb * MEMORY_FACTOR + MEMORY_SLACK_MB + OVERSHOOT_MB,
    ms,
    isTimeBounded: ms <= limits.timeoutMs + TIME_SLACK_MS,
  };
}

function faultOf(script: HostileScript, end: ScriptEnd | undefined): string | undefined {
  const kind = end?.kind ?? 'refused';
  if (!script.ends.includes(kind)) return `it ended as ${kind}: ${JSON.stringify(end)?.slice(0, 400)}`;
  if (end === undefined) return undefined;
  const text = JSON.stringify(end);
  if (text.includes(CANARY) || text.includes(process.cwd())) return 'it shows what is ours';
  if (end.kind === 'returned' && script.returns !== undefined && !isDeepStrictEqual(JSON.parse(end.json), script.returns))
    return `it returned ${end.json.slice(0, 400)}`;
  return script.fault?.(end);
}

/** A script of somebody else: right to the last digit whatever happens beside it. */
async function isRight(sandbox: Sandbox, image: VmImage): Promise<boolean> {
  const end = await sandbox.run({
    image,
    code: 'const got = await api.echo({ n: 20 }); let sum = 0; for (let i = 0; i <= got.n; i += 1) sum += i; return [sum, typeof ({}).polluted, Object.keys(api).length];',
    limits: { ...hostileLimits, timeoutMs: 10_000 },
    call: async (_name, argsJson) => ({ kind: 'value', json: argsJson }),
  });
  return end.kind === 'returned' && end.json === '[210,"undefined",7]';
}

/** The most that any process below ours had at one time, MiB. */
function watchMemory(): { stop(): number } {
  let most = 0;
  const look = (): void => {
    for (const pid of descendants(process.pid)) most = Math.max(most, memoryOf(pid) / MIB);
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    stop() {
      look();
      clearInterval(timer);
      return most;
    },
  };
}

const descendants = (pid: number): number[] => childrenOf(pid).flatMap((child) => [child, ...descendants(child)]);

export const isContained = (row: PlayedScript): boolean =>
  row.fault === undefined && row.isNeighbourRight && row.isNextRight && row.isMemoryBounded && row.isTimeBounded;

export function tableOf(rows: readonly PlayedScript[]): string {
  const head = `${'family'.padEnd(8)}${'script'.padEnd(60)}${'verdict'.padEnd(11)}${'end'.padEnd(17)}${'host'.padEnd(5)}${'next'.padEnd(5)}${'MB'.padStart(5)}${'ms'.padStart(7)}`;
  return [head, ...rows.map(lineOf), `${rows.filter(isContained).length} of ${rows.length} contained`].join('\n');
}

function lineOf(row: PlayedScript): string {
  const yes = (is: boolean): string => (is ? 'yes' : 'NO ').padEnd(5);
  return `${row.family.padEnd(8)}${row.name.slice(0, 58).padEnd(60)}${(isContained(row) ? 'contained' : 'NOT').padEnd(11)}${row.end.padEnd(17)}${yes(row.isNeighbourRight)}${yes(row.isNextRight)}${row.peakMb.toFixed(0).padStart(5)}${row.ms.toFixed(0).padStart(7)}${row.fault === undefined ? '' : `  ${row.fault}`}`;
}
