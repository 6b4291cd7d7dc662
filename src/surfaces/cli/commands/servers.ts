// armature servers list | probe | sync: the registered MCP servers, over the REST API.
import { allRows } from '../all-rows.ts';
import { connectApi } from '../api-client.ts';
import type { ConnectionFlags } from '../api-client.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { print, showProgress } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface PlainFlags extends ConnectionFlags {
  readonly json?: boolean | undefined;
}

export interface SyncFlags extends PlainFlags {
  readonly failOnBreaking?: boolean | undefined;
}

interface ServerRow {
  readonly id: string;
  readonly name: string;
  readonly health: string;
  readonly base_url: string | null;
  readonly command: string | null;
  readonly environment: string;
}

interface Problem {
  readonly code: string;
  readonly message: string;
}

interface Probe {
  readonly ok: boolean;
  readonly protocolVersion: string | null;
  readonly era: string | null;
  readonly counts: { readonly tools: number };
  readonly durationMs: number;
  readonly warnings: readonly string[];
  readonly error: Problem | null;
}

interface Synced {
  readonly ok: boolean;
  readonly changed: boolean;
  readonly counts: { readonly tools: number };
  readonly diff?: { readonly breakingCount: number };
  readonly error?: Problem;
}

export async function listServersCommand(flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const rows = await allRows<ServerRow>(api, '/mcp-servers?environment=all');
  const none = 'No servers yet. Add one: armature servers add <url> --name <name>';
  print(terminal, flags.json, { value: { rows, total: rows.length }, lines: () => (rows.length === 0 ? [none] : rows.map(lineOf)) });
  return EXIT.pass;
}

export async function probeServerCommand(serverId: string, flags: PlainFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  showProgress(terminal, 'Probing …');
  const probe = (await api.post(`/mcp-servers/${encodeURIComponent(serverId)}/probe`, {})) as Probe;
  const { ok, era, protocolVersion, counts, durationMs, warnings, error } = probe;
  const first = ok ? `ok  ${era} ${protocolVersion}  ${counts.tools} tools  ${Math.round(durationMs)} ms` : problemLine(error);
  print(terminal, flags.json, { value: probe, lines: () => [first, ...warnings.map((text) => `warning: ${text}`)].map(plainLine) });
  return ok ? EXIT.pass : EXIT.failed;
}

export async function syncServerCommand(serverId: string, flags: SyncFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  showProgress(terminal, 'Reading the catalog …');
  const result = (await api.post(`/mcp-servers/${encodeURIComponent(serverId)}/sync`, {})) as Synced;
  const breaking = result.diff?.breakingCount ?? 0;
  const line = `${result.changed ? 'changed' : 'unchanged'}  ${result.counts.tools} tools  ${breaking} breaking changes`;
  print(terminal, flags.json, { value: result, lines: () => [result.ok ? line : plainLine(problemLine(result.error))] });
  if (!result.ok) return EXIT.failed;
  return flags.failOnBreaking === true && breaking > 0 ? EXIT.failed : EXIT.pass;
}

const problemLine = (problem: Problem | null | undefined): string =>
  `${problem?.code ?? 'error'}: ${problem?.message ?? 'no reason was given'}`;

const lineOf = (row: ServerRow): string =>
  plainLine(`${row.id}  ${row.name}  ${row.environment}  ${row.health}  ${row.base_url ?? row.command ?? ''}`);
