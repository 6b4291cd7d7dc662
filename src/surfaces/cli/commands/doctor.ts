// armature doctor <url>: what an MCP server speaks, what it offers and what is wrong with it. Needs no instance.
import type { DoctorReport, Operator } from '../operator.ts';
import { CliError, EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

export interface DoctorFlags {
  readonly transport: string;
  readonly bearerEnv?: string | undefined;
  readonly json?: boolean | undefined;
}

export async function doctorCommand(
  url: string,
  flags: DoctorFlags,
  { operator, terminal }: { operator: Operator; terminal: Terminal },
): Promise<ExitCode> {
  if (flags.transport !== 'streamable_http' && flags.transport !== 'sse') {
    throw new CliError(EXIT.usage, '--transport: must be streamable_http or sse.');
  }
  if (!URL.canParse(url)) throw new CliError(EXIT.usage, `"${url}" is not a URL.`);
  const token = flags.bearerEnv === undefined ? undefined : terminal.env[flags.bearerEnv];
  if (flags.bearerEnv !== undefined && token === undefined)
    throw new CliError(EXIT.usage, `--bearer-env: the variable ${flags.bearerEnv} is not set.`);
  const report = await operator.doctor({
    url,
    transport: flags.transport,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: terminal.signal,
  });
  if (flags.json === true) terminal.out(JSON.stringify(report, null, 2));
  else for (const line of linesOf(report)) terminal.out(line);
  return report.ok ? EXIT.pass : EXIT.failed;
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
