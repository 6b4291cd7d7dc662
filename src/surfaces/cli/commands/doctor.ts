// armature doctor <url> | --stdio -- <command>: what an MCP server speaks, what it offers and what is wrong with it. Needs no instance.
import { plainLine } from '../plain-line.ts';
import type { DoctorReport, DoctorSubject, Operator } from '../operator.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { print, showProgress } from '../print.ts';
import type { Terminal } from '../terminal.ts';

export interface DoctorFlags {
  readonly transport: string;
  readonly bearerEnv?: string | undefined;
  readonly stdio?: boolean | undefined;
  /** Names of variables that the program is given. */
  readonly env?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
}

export async function doctorCommand(
  target: readonly string[],
  flags: DoctorFlags,
  { operator, terminal }: { operator: Operator; terminal: Terminal },
): Promise<ExitCode> {
  const subject = flags.stdio === true ? programOf(target, flags, terminal) : endpointOf(target, flags, terminal);
  showProgress(terminal, 'Examining …');
  const report = await operator.doctor({ subject, signal: terminal.signal });
  print(terminal, flags.json, { value: report, lines: () => linesOf(report).map(plainLine) });
  return report.ok ? EXIT.pass : EXIT.failed;
}

function endpointOf([url = '', ...more]: readonly string[], { transport, bearerEnv, env }: DoctorFlags, terminal: Terminal): DoctorSubject {
  if (transport !== 'streamable_http' && transport !== 'sse') {
    throw new CliError(EXIT.usage, '--transport: must be streamable_http or sse.');
  }
  if (!URL.canParse(url)) throw new CliError(EXIT.usage, `"${url}" is not a URL. For a program: armature doctor --stdio -- <command>`);
  if (more.length > 0 || env !== undefined) throw new CliError(EXIT.usage, 'Arguments and --env are for --stdio only.');
  return {
    url,
    transport,
    headers: bearerEnv === undefined ? {} : { authorization: `Bearer ${variable('--bearer-env', bearerEnv, terminal)}` },
  };
}

function programOf([command = '', ...args]: readonly string[], { bearerEnv, env }: DoctorFlags, terminal: Terminal): DoctorSubject {
  if (bearerEnv !== undefined) throw new CliError(EXIT.usage, '--bearer-env is for URLs only; a program reads its own variables: --env.');
  return { command, args, env: Object.fromEntries((env ?? []).map((name) => [name, variable('--env', name, terminal)])) };
}

function variable(flag: string, name: string, terminal: Terminal): string {
  const value = terminal.env[name];
  if (value === undefined) throw new CliError(EXIT.usage, `${flag}: the variable ${name} is not set.`);
  return value;
}

function linesOf(report: DoctorReport): string[] {
  if (!report.ok) return [report.url, `  ${report.error?.code}: ${report.error?.message}`, ...report.findings.map(findingLine)];
  const { serverInfo, counts, eras } = report;
  return [
    `${serverInfo?.name ?? 'unnamed'} ${serverInfo?.version ?? ''} at ${report.url}`,
    `  speaks     ${report.protocolVersion} (${report.era} era) in ${Math.round(report.durationMs)} ms`,
    `  handshakes modern ${worksText(eras.modern)}, legacy ${worksText(eras.legacy)}`,
    `  offers     ${counts.tools} tools, ${counts.resources} resources, ${counts.resourceTemplates} templates, ${counts.prompts} prompts`,
    ...report.tools.map((tool) => `    ${tool.name}${tool.hints.length > 0 ? ` [${tool.hints.join(', ')}]` : ''}  ${tool.description}`),
    report.findings.length === 0 ? '  no faults found' : '  faults',
    ...report.findings.map(findingLine),
  ];
}

const findingLine = (finding: DoctorReport['findings'][number]): string => `    ${finding.severity}  ${finding.rule}: ${finding.message}`;
const worksText = (works: boolean | null): string => (works === null ? 'not tried' : works ? 'works' : 'does not work');
