// One of the peers that run scripts, with a client of 1 200 functions in place: runs a trivial script each time it is asked to.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CLIENT_FUNCTIONS, LARGE_CLIENT } from './large-client.ts';
import { timed } from './row.ts';
import type { RunnerName } from './script-runners.ts';

const peer = createRequire(join(import.meta.dirname, '../test/peers/bench/script-runners/package.json'));
const names = Array.from({ length: CLIENT_FUNCTIONS }, (_, n) => `operationNumber${n}`);

/** Resolves with what the script returned. */
type RunScript = (code: string) => Promise<unknown>;

const MAKERS: Readonly<Record<RunnerName, () => Promise<RunScript>>> = {
  'isolated-vm': isolatedVm,
  utcp,
  run: vercelRun,
};

interface Isolate {
  createContext(): Promise<unknown>;
  compileScript(code: string): Promise<{ run(context: unknown, options: { promise: boolean; copy: boolean }): Promise<unknown> }>;
  dispose(): void;
}
interface IsolatedVm {
  readonly Isolate: (new (options: { memoryLimit: number; snapshot: unknown }) => Isolate) & {
    createSnapshot(scripts: readonly { code: string }[]): unknown;
  };
}

const STUB = 'globalThis.__bridge = () => new Promise(() => {});';
const MEMORY_MB = 64;

/** The library's own best: the client is in a snapshot, a new isolate begins with it. */
async function isolatedVm(): Promise<RunScript> {
  const { default: ivm } = (await import('isolated-vm')) as { default: IsolatedVm };
  const snapshot = ivm.Isolate.createSnapshot([{ code: `${STUB}${LARGE_CLIENT}` }]);
  return async (code) => {
    const isolate = new ivm.Isolate({ memoryLimit: MEMORY_MB, snapshot });
    try {
      const context = await isolate.createContext();
      const script = await isolate.compileScript(`(async () => { ${code} })()`);
      return await script.run(context, { promise: true, copy: true });
    } finally {
      isolate.dispose();
    }
  };
}

interface Utcp {
  readonly CodeModeUtcpClient: { create(): Promise<UtcpClient> };
}
interface UtcpClient {
  readonly config: { readonly tool_repository: { saveManual(template: object, manual: object): Promise<void> } };
  callToolChain(code: string): Promise<{ result: unknown; logs: readonly string[] }>;
}

/** Its tools as a manual describes them; none is ever called. */
async function utcp(): Promise<RunScript> {
  const { CodeModeUtcpClient } = peer('@utcp/code-mode') as Utcp;
  const client = await CodeModeUtcpClient.create();
  const template = { name: 'client', call_template_type: 'text' };
  const tools = names.map((name) => ({
    name: `client.${name}`,
    description: 'An operation.',
    inputs: { type: 'object', properties: { id: { type: 'string' } } },
    outputs: { type: 'object', properties: { id: { type: 'string' } } },
    tags: [],
    tool_call_template: template,
  }));
  await client.config.tool_repository.saveManual(template, { utcp_version: '1.0.1', manual_version: '1.0.0', tools });
  return async (code) => (await client.callToolChain(code)).result;
}

interface VercelRun {
  run(input: { source: string; hostFunctions: Readonly<Record<string, object>> }): Promise<{ status: string; value?: unknown }>;
}

async function vercelRun(): Promise<RunScript> {
  const { run } = (await import(pathToFileURL(peer.resolve('run')).href)) as VercelRun;
  const client = Object.fromEntries(names.map((name) => [name, () => null]));
  return async (source) => (await run({ source, hostFunctions: { client } })).value;
}

const [, , name = 'run'] = process.argv;
const runScript = await MAKERS[name as RunnerName]();
let round = 0;
process.on('message', () => void answer());
process.once('disconnect', () => process.exit());
process.send?.('ready');

/** The client must be there, and what comes back is what was returned: a peer that fails fast is no peer. */
async function answer(): Promise<void> {
  round += 1;
  const wanted = `function ${round}`;
  let given: unknown;
  const ms = await timed(async () => {
    given = await runScript(`return typeof client.${names[round % names.length]} + " ${round}";`);
  });
  if (given !== wanted) throw new Error(`the peer ${name} returned ${JSON.stringify(given)} and not "${wanted}"`);
  process.send?.({ ms });
}
