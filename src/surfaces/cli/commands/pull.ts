// armature pull: writes the organization's configuration into the files of a folder, and keeps the comments that are there.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mergeYaml, writeYaml } from '#platform/file-formats/yaml';
import { ApiProblem, connectApi } from '../api-client.ts';
import type { ApiClient, ConnectionFlags } from '../api-client.ts';
import { faultLine, LISTS } from '../config-files/config-file.ts';
import type { ConfigFile, Document, ListName } from '../config-files/config-file.ts';
import { joinFiles } from '../config-files/join-files.ts';
import type { Plan } from '../config-files/open-plan.ts';
import { planPull } from '../config-files/plan-pull.ts';
import type { PullPlan } from '../config-files/plan-pull.ts';
import { FILE_LIMITS, readFolder } from '../config-files/read-folder.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { print } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface PullFlags extends ConnectionFlags {
  readonly json?: boolean | undefined;
}

interface Exported {
  readonly document: Partial<Document>;
  readonly defaults: { readonly [Name in ListName]: unknown };
  readonly warnings: readonly string[];
}

const HEADERS = '# Written by "armature pull". Change it, look at "armature plan", and make it so with "armature apply".\n';

export async function pullCommand(folder: string, flags: PullFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const { document, defaults, warnings } = (await api.get('/config')) as Exported;
  await mkdir(folder, { recursive: true });
  const { files, faults } = await readFolder(folder);
  // Writing around a file that cannot be read would say everything in it twice.
  if (faults.length > 0) throw new CliError(EXIT.usage, faults.map(faultLine).join('\n'));
  const whole: Document = { version: 1, servers: [], workflows: [], monitors: [], rules: [], ...document };
  const plan = planPull(files, { document: whole, defaults, same: await sameAsFiles(api, files) });
  const written = await writeAll(folder, files, plan);
  for (const warning of warnings) terminal.err(plainLine(`! ${warning}`));
  print(terminal, flags.json, {
    value: { written, removed: plan.removed, warnings },
    lines: () => [
      ...written.map((path) => `wrote ${path}`),
      ...plan.removed.map((id) => plainLine(`removed ${id}: it is not on the instance, or stands twice`)),
      written.length === 0 ? `${folder} is up to date.` : 'Secrets are named, not written: set the variables before you apply.',
    ],
  });
  return EXIT.pass;
}

const LIST_OF: Readonly<Record<string, ListName>> = { server: 'servers', workflow: 'workflows', monitor: 'monitors', rule: 'rules' };

/** The instance knows best what says the same in other words; of files that it cannot read nothing is the same. */
async function sameAsFiles(api: ApiClient, files: readonly ConfigFile[]): Promise<ReadonlySet<string>> {
  const { document } = joinFiles(files);
  if (LISTS.every((name) => document[name].length === 0)) return new Set();
  try {
    const { changes } = (await api.post('/config/plan', { document })) as Plan;
    const same = changes.filter(({ op, diff }) => (op === 'none' || op === 'adopt') && diff.length === 0);
    return new Set(same.map(({ kind, key }) => `${LIST_OF[kind]} ${key}`));
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'validation_failed') return new Set();
    throw error;
  }
}

/** Returns the paths of the files that are other ones now. */
async function writeAll(folder: string, files: readonly ConfigFile[], { changed, added }: PullPlan): Promise<readonly string[]> {
  const texts = new Map<string, string>();
  const values = new Map<string, unknown>(files.map(({ path, value }) => [path, value]));
  for (const { file, value } of changed) values.set(file.path, value);
  for (const name of LISTS) {
    if (added[name].length === 0) continue;
    const path = join(folder, `${name}.yaml`);
    const before = (values.get(path) ?? {}) as Readonly<Record<string, unknown>>;
    const list = Array.isArray(before[name]) ? (before[name] as readonly unknown[]) : [];
    values.set(path, { version: 1, ...before, [name]: [...list, ...added[name]] });
  }
  for (const [path, value] of values) {
    const file = files.find((one) => one.path === path);
    if (file && file.value === value) continue;
    const merged = file ? mergeYaml(file.text, value, FILE_LIMITS) : undefined;
    const text = merged === undefined ? `${HEADERS}${writeYaml(value)}` : merged.ok ? merged.value : undefined;
    if (text !== undefined && text !== file?.text) texts.set(path, text);
  }
  for (const [path, text] of texts) await writeFile(path, text);
  return [...texts.keys()].toSorted();
}
