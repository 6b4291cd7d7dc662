// armature servers add <url> | --stdio -- <command>: probes an MCP server and registers it.
import { connectApi } from '../api-client.ts';
import type { ConnectionFlags } from '../api-client.ts';
import { valueFromEnv } from '../env-value.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { print, showProgress } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface AddFlags extends ConnectionFlags {
  readonly name: string;
  readonly stdio?: boolean | undefined;
  readonly transport: string;
  readonly environment?: string | undefined;
  readonly category?: readonly string[] | undefined;
  readonly bearerEnv?: string | undefined;
  readonly headerEnv?: readonly string[] | undefined;
  /** Names of variables that the program is given. */
  readonly env?: readonly string[] | undefined;
  readonly cwd?: string | undefined;
  readonly skipProbe?: boolean | undefined;
  readonly json?: boolean | undefined;
}

interface Added {
  readonly id: string;
  readonly name: string;
  readonly health: string;
  readonly toolCount: number | null;
  readonly protocolVersion: string | null;
}

export async function addServerCommand(target: readonly string[], flags: AddFlags, terminal: Terminal): Promise<ExitCode> {
  const contact = flags.stdio === true ? programOf(target, flags, terminal) : endpointOf(target, flags, terminal);
  const api = await connectApi(flags, terminal);
  if (flags.skipProbe !== true) showProgress(terminal, 'Probing …');
  const server = (await api.post('/mcp-servers', {
    name: flags.name,
    ...contact,
    ...(flags.environment === undefined ? {} : { environment: flags.environment }),
    ...(flags.category === undefined ? {} : { categories: flags.category }),
    ...(flags.skipProbe === true ? { skipProbe: true } : {}),
  })) as Added;
  print(terminal, flags.json, { value: server, lines: () => [lineOf(server)] });
  return EXIT.pass;
}

function endpointOf([baseUrl = '', ...more]: readonly string[], flags: AddFlags, terminal: Terminal) {
  if (more.length > 0 || flags.env !== undefined || flags.cwd !== undefined) {
    throw new CliError(EXIT.usage, 'Arguments, --env and --cwd are for --stdio only.');
  }
  const extraHeaders = Object.fromEntries((flags.headerEnv ?? []).map((pair) => headerFromEnv(pair, terminal)));
  return {
    baseUrl,
    transportType: flags.transport,
    ...(Object.keys(extraHeaders).length === 0 ? {} : { connectionConfig: { extraHeaders } }),
    ...(flags.bearerEnv === undefined
      ? {}
      : { authProfile: { name: 'default', kind: 'bearer', value: valueFromEnv('--bearer-env', flags.bearerEnv, terminal) } }),
  };
}

function programOf([command = '', ...args]: readonly string[], flags: AddFlags, terminal: Terminal) {
  if (flags.bearerEnv !== undefined || flags.headerEnv !== undefined) {
    throw new CliError(EXIT.usage, '--bearer-env and --header-env are for URLs only; a program reads its own variables: --env.');
  }
  const env = Object.fromEntries((flags.env ?? []).map((name) => [name, valueFromEnv('--env', name, terminal)]));
  return {
    transportType: 'stdio_hosted',
    connectionConfig: { command, args, env, ...(flags.cwd === undefined ? {} : { cwd: flags.cwd }) },
  };
}

function headerFromEnv(pair: string, terminal: Terminal): [string, string] {
  const [name, variable, ...more] = pair.split('=');
  if (name === undefined || name === '' || variable === undefined || more.length > 0) {
    throw new CliError(EXIT.usage, `--header-env: "${pair}" is not <header>=<VARIABLE>.`);
  }
  return [name, valueFromEnv('--header-env', variable, terminal)];
}

const lineOf = ({ id, name, health, toolCount, protocolVersion }: Added): string =>
  plainLine(`${id}  ${name}  ${health}  ${toolCount ?? 0} tools  ${protocolVersion ?? ''}`).trimEnd();
