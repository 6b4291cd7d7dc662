// Runs action/action.yml as GitHub's runner does: inputs become expressions' values, the step is a bash script with files for its
// outputs and summary, and every line of its log is searched for workflow commands.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseYaml } from '#platform/file-formats/yaml';

const ACTION = join(import.meta.dirname, '../action');

export interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly required: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Step {
  readonly id: string;
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Command {
  readonly name: string;
  readonly text: string;
}

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  /** What the runner would have obeyed, in order. */
  readonly commands: readonly Command[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly junit: string | undefined;
}

/** Default: the gate. */
export type ActionName = 'gate' | 'publish';

const folderOf = (name: ActionName): string => (name === 'gate' ? ACTION : join(ACTION, name));

export async function readAction(name: ActionName = 'gate'): Promise<ActionFile> {
  const parsed = parseYaml(await readFile(join(folderOf(name), 'action.yml'), 'utf8'));
  if (!parsed.ok) throw new Error(`action.yml: ${parsed.error.message}`);
  return parsed.value as ActionFile;
}

export interface RunOptions {
  readonly action?: ActionName | undefined;
  readonly inputs: Readonly<Record<string, string>>;
  /** Default: a commit of its own. */
  readonly sha?: string | undefined;
  /** False: the script alone, in another pipeline, with `inputs` as its environment. */
  readonly isGitHub?: boolean | undefined;
}

export async function runAction({
  action: name = 'gate',
  inputs,
  sha = crypto.randomUUID().replaceAll('-', ''),
  isGitHub = true,
}: RunOptions): Promise<Finished> {
  const folder = await mkdtemp(join(tmpdir(), 'armature-action-'));
  try {
    const [output, summary, script, junit] = ['output', 'summary.md', 'step.sh', 'report.xml'].map((one) => join(folder, one)) as [
      string,
      string,
      string,
      string,
    ];
    const action = await readAction(name);
    const [step] = action.runs.steps;
    if (step === undefined) throw new Error('the action has no step');
    await Promise.all([writeFile(output, ''), writeFile(summary, ''), writeFile(script, step.run)]);
    const given = { ...inputs, ...(inputs['junit-path'] === undefined ? {} : { 'junit-path': junit }) };
    const own = {
      PATH: [dirname((oldest ??= oldestNode())), process.env['PATH'] ?? ''].join(delimiter),
      HOME: folder,
      GITHUB_ACTION_PATH: folderOf(name),
    };
    const github = { GITHUB_ACTIONS: 'true', GITHUB_SHA: sha, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
    const env = isGitHub ? { ...own, ...github, ...stepEnv(action, step, { inputs: given, sha }) } : { ...own, ...inputs };
    const { code, out } = await bash(script, env, folder);
    return {
      code,
      out,
      commands: out.split('\n').flatMap(commandsIn),
      outputs: outputsIn(await readFile(output, 'utf8')),
      summary: await readFile(summary, 'utf8'),
      junit: await readFile(junit, 'utf8').catch(() => undefined),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The expressions that the action uses: `inputs.x`, whose default may be `github.sha`. */
function stepEnv(action: ActionFile, step: Step, { inputs, sha }: { inputs: Readonly<Record<string, string>>; sha: string }) {
  const unknown = Object.keys(inputs).filter((name) => action.inputs[name] === undefined);
  if (unknown.length > 0) throw new Error(`the action has no input ${unknown.join(', ')}`);
  const valueOf = (text: string): string =>
    text.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_whole, path: string) => {
      if (path === 'github.sha') return sha;
      const name = path.replace(/^inputs\./, '');
      const input = action.inputs[name];
      if (input === undefined) throw new Error(`${path} is nothing this action knows`);
      return inputs[name] ?? valueOf(input.default ?? '');
    });
  return Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, valueOf(value)]));
}

/** As `shell: bash` is started. */
function bash(script: string, env: Readonly<Record<string, string>>, cwd: string): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.once('close', (code) => resolve({ code, out }));
  });
}

/** A line as the runner reads it: `::name properties::text` at its start, or `##[name properties]text` anywhere. */
function commandsIn(line: string): Command[] {
  const [, name, text] =
    /^::([\w-]+)(?: [^:]*(?::(?!:)[^:]*)*)?::(.*)$/.exec(line.trimStart()) ?? /##\[([\w-]+)(?: [^\]]*)?\](.*)$/.exec(line) ?? [];
  return name === undefined || text === undefined ? [] : [{ name, text }];
}

/** `name<<END`, lines, `END`. Anything else the runner would refuse. */
function outputsIn(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = file.split('\n');
  while (lines.length > 1) {
    const [, name, end] = /^([\w-]+)<<(.+)$/.exec(lines.shift() ?? '') ?? [];
    if (name === undefined || end === undefined) throw new Error(`GITHUB_OUTPUT is malformed:\n${file}`);
    outputs[name] = lines.splice(0, lines.indexOf(end)).join('\n');
    lines.shift();
  }
  return outputs;
}

let oldest: string | undefined;

/** The oldest Node of this machine that the action promises to run on, or our own. */
function oldestNode(): string {
  const found = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => {
    const path = join(folder, 'node');
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    const major = status === 0 ? Number.parseInt(stdout.slice(1), 10) : 0;
    return major >= 20 ? [{ path, major }] : [];
  });
  return found.toSorted((a, b) => a.major - b.major)[0]?.path ?? process.execPath;
}
