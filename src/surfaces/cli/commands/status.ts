// armature status: whose key this is, and how the organization is doing.
import { connectApi } from '../api-client.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plainLine } from '../plain-line.ts';
import { print } from '../print.ts';
import type { Terminal } from '../terminal.ts';
import type { PlainFlags } from './servers.ts';

export interface StatusFlags extends PlainFlags {
  readonly range: string;
}

interface Org {
  readonly organization: { readonly name: string; readonly slug: string };
  readonly actor: { readonly role: string };
}

/** As `GET /org/health` answers it, as far as it is printed. */
interface Health {
  readonly range: string;
  readonly generatedAt: string;
  readonly runs: Readonly<Record<'pass' | 'partial' | 'fail' | 'error' | 'running' | 'pending', number>> & {
    readonly passRate?: number | null;
  };
  readonly workflows: {
    readonly active: number;
    readonly paused: number;
    readonly failing: readonly {
      readonly workflowId: string;
      readonly name: string;
      readonly status: string;
      readonly since: string | null;
    }[];
  };
  readonly monitors: Readonly<Record<'pass' | 'fail' | 'error' | 'unknown' | 'paused', number>> & {
    readonly failing: readonly {
      readonly monitorId: string;
      readonly toolName: string;
      readonly status: string;
      readonly since: string | null;
    }[];
  };
  readonly servers: readonly {
    readonly mcpServerId: string;
    readonly name: string;
    readonly health: string;
    readonly coveragePercent?: number | null;
    readonly breakingChanges7d: number;
  }[];
  readonly openIncidents: number;
}

export async function statusCommand(flags: StatusFlags, terminal: Terminal): Promise<ExitCode> {
  const api = await connectApi(flags, terminal);
  const [org, health] = await Promise.all([
    api.get('/org') as Promise<Org>,
    api.get(`/org/health?range=${encodeURIComponent(flags.range)}`) as Promise<Health>,
  ]);
  print(terminal, flags.json, { value: { ...org, ...health }, lines: () => linesOf(org, health, api.url).map(plainLine) });
  return EXIT.pass;
}

const RUN_STATUSES = ['pass', 'partial', 'fail', 'error', 'running', 'pending'] as const;
const MONITOR_STATUSES = ['pass', 'fail', 'error', 'unknown', 'paused'] as const;

function linesOf(
  { organization, actor }: Org,
  { range, runs, workflows, monitors, servers, openIncidents }: Health,
  url: string,
): string[] {
  const counts = <Name extends string>(names: readonly Name[], of: Readonly<Record<Name, number>>) =>
    names.map((name) => `${of[name]} ${name}`).join(', ');
  const rate = runs.passRate === null || runs.passRate === undefined ? '' : `, pass rate ${percent(runs.passRate)}`;
  return [
    `${organization.name} (${organization.slug}) at ${url}, role ${actor.role}`,
    `runs in ${range}: ${counts(RUN_STATUSES, runs)}${rate}`,
    `workflows: ${workflows.active} active, ${workflows.paused} paused, ${workflows.failing.length} failing`,
    ...workflows.failing.map((one) => `  ${one.status.padEnd(7)} ${one.name}  ${one.workflowId}${sinceText(one.since)}`),
    `monitors: ${counts(MONITOR_STATUSES, monitors)}`,
    ...monitors.failing.map((one) => `  ${one.status.padEnd(7)} ${one.toolName}  ${one.monitorId}${sinceText(one.since)}`),
    'servers:',
    ...servers.map(
      (one) =>
        `  ${one.health.padEnd(11)} ${one.name}  ${one.mcpServerId}${coverageText(one.coveragePercent)}${breakingText(one.breakingChanges7d)}`,
    ),
    `open incidents: ${openIncidents}`,
  ];
}

const sinceText = (since: string | null): string => (since === null ? '' : `  since ${since}`);
/** A rate is a part of 1. */
const percent = (rate: number): string => `${Math.round(rate * 1000) / 10} %`;
const coverageText = (value: number | null | undefined): string => (value === null || value === undefined ? '' : `  ${value} % covered`);
const breakingText = (count: number): string => (count === 0 ? '' : `  ${count} breaking changes in 7 days`);
