// The probe of a server: both handshakes, the whole catalog, exact causes; 30 seconds in all.
import { seconds } from '#kernel/duration';
import { connectWith, MODERN_VERSION } from './connect.ts';
import type { DoorParts } from './connect.ts';
import { catalogFindingsAsWarnings } from './probe-warnings.ts';
import type { Catalog, ConnectOptions, ContactFailure, Era, Finding, McpSession, McpTarget, Probe } from './mcp.ts';
import { mayBeOtherTransport, otherTransport } from './other-transport.ts';

const PROBE_TOTAL_MS = seconds(30);
/** The second handshake only tells more about a server that already works. */
const SECOND_HANDSHAKE_MS = seconds(8);

/** Never throws for what the server does, and leaves no connection behind. */
export async function probeServer(parts: DoorParts, target: McpTarget, options: ConnectOptions = {}): Promise<Probe> {
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(PROBE_TOTAL_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  // A verdict of earlier would skip the very handshake that is to be tried.
  const fresh: McpTarget = { ...target, known: undefined, timeoutMs: Math.min(target.timeoutMs, PROBE_TOTAL_MS) };
  const connected = await connectWith(parts, fresh, { ...options, signal });
  const durationMs = (): number => Math.round(performance.now() - startedAt);
  if (!connected.ok) {
    const hint =
      fresh.transport !== 'stdio_hosted' && mayBeOtherTransport(connected.error) ? await otherTransport(parts, fresh, signal) : undefined;
    return unreachable(connected.error, hint, durationMs());
  }
  const session = connected.value;
  const listed = await session.listCatalog(signal);
  const { findings } = session;
  await session.close();
  const eras = await triedEras(parts, fresh, { era: session.era, signal });
  return {
    ...described(session, findings, listed.ok ? listed.value : null),
    eras,
    durationMs: durationMs(),
    ok: listed.ok,
    error: listed.ok ? null : errorOf(listed.error),
  };
}

/** The handshake that was not used is tried as well, on a connection of its own, after the first one is closed. */
async function triedEras(parts: DoorParts, target: McpTarget, { era, signal }: { era: Era; signal: AbortSignal }): Promise<Probe['eras']> {
  if (target.transport === 'sse') return { modern: null, legacy: true };
  // A legacy session reached through `auto` has had its modern handshake refused already.
  if (era === 'legacy' && target.protocolEra === 'auto') return { modern: false, legacy: true };
  const other: Era = era === 'modern' ? 'legacy' : 'modern';
  const timeoutMs = Math.min(target.timeoutMs, SECOND_HANDSHAKE_MS);
  const second = await connectWith(parts, { ...target, protocolEra: other, timeoutMs }, { signal });
  if (second.ok) await second.value.close();
  return era === 'modern' ? { modern: true, legacy: second.ok } : { modern: second.ok, legacy: true };
}

function unreachable(failure: ContactFailure, hint: string | undefined, durationMs: number): Probe {
  const findings: Finding[] = [
    ...authFinding(failure),
    ...(hint ? [{ rule: 'wrong_transport', severity: 'error', message: hint } as const] : []),
  ];
  return {
    ok: false,
    protocolVersion: null,
    era: null,
    eras: { modern: null, legacy: null },
    serverInfo: null,
    counts: { tools: 0, resources: 0, resourceTemplates: 0, prompts: 0 },
    durationMs,
    warnings: findings.map(({ message }) => message),
    findings,
    error: hint ? { ...errorOf(failure), code: 'not_mcp', message: hint } : errorOf(failure),
    catalog: null,
    instructions: null,
    verdict: null,
  };
}

const authFinding = (failure: ContactFailure): Finding[] =>
  failure.httpStatus === 401 && failure.authAdvertised === false
    ? [
        {
          rule: 'auth_not_advertised',
          severity: 'warning',
          message: 'The server answers 401 without a usable WWW-Authenticate: clients cannot find out how to sign in.',
        },
      ]
    : [];

const errorOf = ({ code, message, httpStatus }: ContactFailure): NonNullable<Probe['error']> => ({ code, message, httpStatus });

function described(
  session: McpSession,
  findings: readonly Finding[],
  catalog: Catalog | null,
): Omit<Probe, 'ok' | 'eras' | 'durationMs' | 'error'> {
  const { serverInfo } = session;
  return {
    protocolVersion: session.protocolVersion === 'unknown' ? MODERN_VERSION : session.protocolVersion,
    era: session.era,
    serverInfo: serverInfo ? { name: serverInfo.name, version: serverInfo.version } : null,
    counts: {
      tools: catalog?.tools.length ?? 0,
      resources: catalog?.resources.length ?? 0,
      resourceTemplates: catalog?.resourceTemplates.length ?? 0,
      prompts: catalog?.prompts.length ?? 0,
    },
    warnings: catalogFindingsAsWarnings(findings),
    findings,
    catalog,
    instructions: session.instructions,
    verdict: session.verdict,
  };
}
