// armature servers export --client <name>: a ready entry for a client's configuration file, with variables for the credentials.
import { connectApi } from '../api-client.ts';
import type { ConnectionFlags } from '../api-client.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { print, showProgress } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface ExportFlags extends ConnectionFlags {
  readonly client: string;
  readonly target: string;
  readonly environment?: string | undefined;
  readonly json?: boolean | undefined;
}

interface ClientConfig {
  readonly title: string;
  readonly file: string;
  readonly hint: string;
  readonly text: string;
}

interface ClientConfigs {
  readonly variables: readonly string[];
  readonly entries: Readonly<Record<string, ClientConfig>>;
}

export async function exportServersCommand(flags: ExportFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const { target, environment } = flags;
  const query = new URLSearchParams({ target, ...(environment === undefined ? {} : { environment }) });
  const { entries, variables } = (await api.get(`/client-configs?${query.toString()}`)) as ClientConfigs;
  const names = new Map(Object.entries(entries).map(([key, entry]) => [nameOf(key), entry]));
  const entry = names.get(flags.client);
  if (entry === undefined) throw new CliError(EXIT.usage, `--client: "${flags.client}" is none of ${[...names.keys()].join(', ')}.`);
  const { file, hint, text } = entry;
  showProgress(terminal, `${entry.title}: ${file}. ${hint}`);
  print(terminal, flags.json, { value: { ...entry, variables }, lines: () => [text.trimEnd()] });
  return EXIT.pass;
}

/** `claudeCode` → `claude-code`. */
const nameOf = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
