// armature import <file>: adds the servers that a client's configuration file names. The instance reads the file; secrets come
// from the environment of here.
import { readFile, stat } from 'node:fs/promises';
import { ApiProblem, connectApi } from '../api-client.ts';
import type { ApiClient, ConnectionFlags } from '../api-client.ts';
import { valueFromEnv } from '../env-value.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { fillRequest, inputFaults } from '../fill-request.ts';
import type { ImportInput, ImportRequest, Values } from '../fill-request.ts';
import { plainLine } from '../plain-line.ts';
import { print, showProgress } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface ImportFlags extends ConnectionFlags {
  readonly name?: readonly string[] | undefined;
  readonly dryRun?: boolean | undefined;
  /** `NAME=env:VARIABLE`. */
  readonly secret?: readonly string[] | undefined;
  /** `NAME=text`. */
  readonly input?: readonly string[] | undefined;
  readonly environment?: string | undefined;
  readonly skipProbe?: boolean | undefined;
  readonly json?: boolean | undefined;
}

interface Entry {
  readonly name: string;
  readonly url?: string;
  readonly command?: string;
  readonly inputs: readonly ImportInput[];
  readonly notes: readonly string[];
  readonly existing: { readonly id: string; readonly name: string } | null;
  readonly request: ImportRequest | null;
  readonly skipped?: string;
}

interface Imported {
  readonly format: string;
  readonly entries: readonly Entry[];
  readonly warnings: readonly string[];
}

interface Row {
  readonly name: string;
  readonly status: 'created' | 'ready' | 'incomplete' | 'failed' | 'skipped';
  readonly id?: string | undefined;
  readonly reason?: string | undefined;
  readonly notes: readonly string[];
}

const MAX_FILE_BYTES = 1024 * 1024;

export async function importCommand(file: string, flags: ImportFlags, terminal: Terminal): Promise<ExitCode> {
  const values = valuesOf(flags, terminal);
  const text = await readBounded(file);
  const api = await connectApi(flags, terminal);
  const imported = (await api.post('/mcp-servers/import', { text, fileName: file.slice(-500) })) as Imported;
  refuseUnknownNames(imported, flags.name ?? []);
  const rows: Row[] = [];
  for (const entry of imported.entries) rows.push(await rowOf(entry, { api, flags, values, terminal }));
  const { format, warnings } = imported;
  print(terminal, flags.json, {
    value: { format, rows, warnings },
    lines: () => [...rows.map(lineOf), ...warnings.map((warning) => `warning: ${warning}`)].map(plainLine),
  });
  return rows.some(({ status }) => status === 'failed' || status === 'incomplete') ? EXIT.failed : EXIT.pass;
}

function valuesOf({ secret = [], input = [] }: ImportFlags, terminal: Terminal): Values {
  const values = new Map<string, string>();
  for (const pair of secret) {
    const [name, source] = splitPair('--secret', pair);
    // a value on the command line would stay in the history of the shell
    if (!source.startsWith('env:')) throw new CliError(EXIT.usage, `--secret: ${name} must be given as ${name}=env:VARIABLE.`);
    values.set(name, valueFromEnv('--secret', source.slice(4), terminal));
  }
  for (const pair of input) values.set(...splitPair('--input', pair));
  return values;
}

function splitPair(flag: string, pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new CliError(EXIT.usage, `${flag}: what was given is not <NAME>=….`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

async function readBounded(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) throw new CliError(EXIT.usage, `${file} is larger than 1 MiB; give a file with the servers only.`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError(EXIT.usage, `${file} cannot be read: ${code}.`);
  }
}

function refuseUnknownNames({ entries }: Imported, names: readonly string[]): void {
  const unknown = names.find((name) => !entries.some((entry) => entry.name === name));
  if (unknown === undefined) return;
  throw new CliError(EXIT.usage, plainLine(`--name: the file has no "${unknown}"; it has ${entries.map(({ name }) => name).join(', ')}.`));
}

interface Work {
  readonly api: ApiClient;
  readonly flags: ImportFlags;
  readonly values: Values;
  readonly terminal: Terminal;
}

async function rowOf(entry: Entry, { api, flags, values, terminal }: Work): Promise<Row> {
  const { name, notes, request, existing } = entry;
  const row = (status: Row['status'], fields: Pick<Row, 'id' | 'reason'> = {}): Row => ({ name, status, ...fields, notes });
  if (flags.name !== undefined && !flags.name.includes(name)) return row('skipped', { reason: 'was not chosen' });
  if (request === null) return row('skipped', { reason: entry.skipped });
  // by name it was chosen on purpose
  if (existing !== null && flags.name === undefined)
    return row('skipped', { reason: `is here already: ${existing.name}`, id: existing.id });
  const faults = inputFaults(entry.inputs, values);
  if (faults.length > 0) return row('incomplete', { reason: faults.join(', ') });
  if (flags.dryRun === true) return row('ready', { reason: entry.url ?? entry.command });
  showProgress(terminal, plainLine(`Adding ${name} …`));
  const body = {
    ...fillRequest(request, entry.inputs, values),
    ...(flags.environment === undefined ? {} : { environment: flags.environment }),
    ...(flags.skipProbe === true ? { skipProbe: true } : {}),
  };
  try {
    const { id } = (await api.post('/mcp-servers', body)) as { readonly id: string };
    return row('created', { id, reason: entry.url ?? entry.command });
  } catch (error) {
    // One server that does not answer must not keep the others out; what concerns all of them ends the command.
    if (!(error instanceof ApiProblem) || error.status === 401 || error.status === 403 || error.status >= 500) throw error;
    return row('failed', { reason: `${error.code}: ${error.message}` });
  }
}

const lineOf = ({ status, name, id, reason, notes }: Row): string =>
  [
    status.padEnd(10),
    name,
    ...(id === undefined ? [] : [id]),
    ...(reason === undefined ? [] : [reason]),
    ...notes.map((note) => `(${note})`),
  ].join('  ');
