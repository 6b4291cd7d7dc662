// `armature doctor`: one probe of any MCP server, without a database.
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import type { CatalogTool, McpTarget, Probe } from '#platform/mcp/mcp';
import { createProgramHost } from '#platform/process/program-host';
import type { DoctorOptions, DoctorReport, DoctorSubject } from './surfaces/cli/operator.ts';

const REQUEST_MS = 30_000;
const DESCRIPTION_CHARS = 80;

/** The person at the keyboard chooses the address, so their own network is allowed. */
const OWN_NETWORK = {
  allowLoopback: true,
  allowInsecureHttp: true,
  allowedPrivateHosts: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

export async function doctor({ subject, signal }: DoctorOptions): Promise<DoctorReport> {
  const fetch = createSafeFetch(OWN_NETWORK);
  const programs = createProgramHost({ log: silentLog });
  try {
    const door = createMcpDoor({ fetch, clock: systemClock, log: silentLog, programs });
    const target = targetOf(subject);
    const url = 'url' in subject ? subject.url : [subject.command, ...subject.args].join(' ');
    return reportOf(await door.probe(target, { signal }), { url, transport: target.transport });
  } finally {
    await programs.close();
    await fetch.close();
  }
}

function targetOf(subject: DoctorSubject): McpTarget {
  const terms = { timeoutMs: REQUEST_MS, protocolEra: 'auto', clientName: 'armature-probe' } as const;
  // Paths on a command line are seen from where it is typed.
  if ('command' in subject) {
    return { ...terms, transport: 'stdio_hosted', program: { ...subject, cwd: process.cwd(), network: 'host' } };
  }
  return { ...terms, ...subject, hasCredential: Object.keys(subject.headers).length > 0 };
}

const reportOf = (probe: Probe, { url, transport }: { url: string; transport: string }): DoctorReport => ({
  ok: probe.ok,
  url,
  transport,
  era: probe.era,
  protocolVersion: probe.protocolVersion,
  eras: probe.eras,
  serverInfo: probe.serverInfo,
  durationMs: probe.durationMs,
  counts: probe.counts,
  tools: (probe.catalog?.tools ?? []).map((tool) => ({
    name: tool.name,
    description: firstLine(tool.description ?? ''),
    hints: hintsOf(tool),
  })),
  findings: probe.findings.map(({ rule, severity, message }) => ({ rule, severity, message })),
  error: probe.error,
});

const hintsOf = ({ annotations }: CatalogTool): string[] => [
  ...(annotations?.readOnlyHint === true ? ['read-only'] : []),
  ...(annotations?.destructiveHint === true ? ['destructive'] : []),
];

/** A server's words on a terminal: one line, no control characters. */
function firstLine(text: string): string {
  const line = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length > DESCRIPTION_CHARS ? `${line.slice(0, DESCRIPTION_CHARS - 1)}…` : line;
}
