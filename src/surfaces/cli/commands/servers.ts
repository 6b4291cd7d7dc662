// armature servers add | list | probe | sync: register and test MCP servers over the REST API.
import { connectApi } from '../api-client.ts';
import type { ConnectionFlags } from '../api-client.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import type { Terminal } from '../terminal.ts';

export interface AddFlags extends ConnectionFlags {
  readonly name: string;
  readonly transport: string;
  readonly environment?: string | undefined;
  readonly bearerEnv?: string | undefined;
  readonly headerEnv?: readonly string[] | undefined;
  readonly skipProbe?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export interface PlainFlags extends ConnectionFlags {
  readonly json?: boolean | undefined;
}

export async function addServerCommand(baseUrl: string, flags: AddFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const extraHeaders = Object.fromEntries((flags.headerEnv ?? []).map((pair) => headerFromEnv(pair, terminal)));
  const server = (await api.post('/mcp-servers', {
    name: flags.name,
    baseUrl,
    transportType: flags.transport,
    ...(flags.environment === undefined ? {} : { environment: flags.environment }),
    ...(flags.skipProbe === true ? { skipProbe: true } : {}),
    ...(Object.keys(extraHeaders).length === 0 ? {} : { connectionConfig: { extraHeaders } }),
    ...(flags.bearerEnv === undefined
      ? {}
      : { authProfile: { name: 'default', kind: 'bearer', value: valueFromEnv('--bearer-env', flags.bearerEnv, terminal) } }),
  })) as { id: string; name: string; health: string; toolCount: number | null; protocolVersion: string | null };
  if (flags.json === true) terminal.out(JSON.stringify(server, null, 2));
  else
    terminal.out(
      `${server.id}  ${server.name}  ${server.health}  ${server.toolCount ?? 0} tools  ${server.protocolVersion ?? ''}`.trimEnd(),
    );
  return EXIT.pass;
}

export async function listServersCommand(flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const page = (await api.get('/mcp-servers?environment=all&pageSize=100')) as {
    rows: { id: string; name: string; health: string; base_url: string | null; command: string | null; environment: string }[];
    total: number;
  };
  if (flags.json === true) terminal.out(JSON.stringify(page, null, 2));
  else
    for (const row of page.rows)
      terminal.out(`${row.id}  ${row.name}  ${row.environment}  ${row.health}  ${row.base_url ?? row.command ?? ''}`);
  if (flags.json !== true && page.total === 0) terminal.out('No servers yet. Add one: armature servers add <url> --name <name>');
  return EXIT.pass;
}

export async function probeServerCommand(serverId: string, flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const probe = (await api.post(`/mcp-servers/${encodeURIComponent(serverId)}/probe`, {})) as {
    ok: boolean;
    protocolVersion: string | null;
    era: string | null;
    counts: { tools: number };
    durationMs: number;
    warnings: string[];
    error: { code: string; message: string } | null;
  };
  if (flags.json === true) terminal.out(JSON.stringify(probe, null, 2));
  else {
    terminal.out(
      probe.ok
        ? `ok  ${probe.era} ${probe.protocolVersion}  ${probe.counts.tools} tools  ${Math.round(probe.durationMs)} ms`
        : plainLine(`${probe.error?.code}: ${probe.error?.message}`),
    );
    for (const warning of probe.warnings) terminal.out(plainLine(`warning: ${warning}`));
  }
  return probe.ok ? EXIT.pass : EXIT.failed;
}

export async function syncServerCommand(serverId: string, flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const result = (await api.post(`/mcp-servers/${encodeURIComponent(serverId)}/sync`, {})) as {
    ok: boolean;
    changed: boolean;
    counts: { tools: number };
    diff?: { breakingCount: number };
    error?: { code: string; message: string };
  };
  if (flags.json === true) terminal.out(JSON.stringify(result, null, 2));
  else if (!result.ok) terminal.out(plainLine(`${result.error?.code}: ${result.error?.message}`));
  else
    terminal.out(
      `${result.changed ? 'changed' : 'unchanged'}  ${result.counts.tools} tools  ${result.diff?.breakingCount ?? 0} breaking changes`,
    );
  return result.ok ? EXIT.pass : EXIT.failed;
}

function headerFromEnv(pair: string, terminal: Terminal): [string, string] {
  const [name, variable, ...more] = pair.split('=');
  if (name === undefined || name === '' || variable === undefined || more.length > 0) {
    throw new CliError(EXIT.usage, `--header-env: "${pair}" is not <header>=<VARIABLE>.`);
  }
  return [name, valueFromEnv('--header-env', variable, terminal)];
}

/** Secrets come from the environment, so that they stay out of the shell's history and the process list. */
function valueFromEnv(flag: string, variable: string, terminal: Terminal): string {
  const value = terminal.env[variable];
  if (value === undefined || value === '') throw new CliError(EXIT.usage, `${flag}: the variable ${variable} is not set.`);
  return value;
}
