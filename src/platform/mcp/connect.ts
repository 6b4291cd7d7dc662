// Opens a session at whatever revision the server speaks: the ladder of remembered verdict, modern, legacy.
import type { DiscoverResult, PriorDiscovery } from '@modelcontextprotocol/client';
import type { Clock } from '#platform/clock';
import type { SafeFetch } from '#platform/http/safe-fetch';
import type { ProgramHost } from '#platform/process/program-host';
import type { Log } from '#platform/log';
import type { Telemetry } from '#platform/telemetry/telemetry';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { noToken } from './contact-failure.ts';
import { failedContact } from './failure-facts.ts';
import { answerOf } from './frames.ts';
import type { Exchange } from './frames.ts';
import type { ConnectHooks } from './hooks.ts';
import { isObject, objectOf } from './json-value.ts';
import { createLink } from './link.ts';
import type { Link, Opening } from './link.ts';
import type { ConnectOptions, ContactFailure, EraVerdict, Finding, McpSession, McpTarget } from './mcp.ts';
import { createGrantKeeper } from './oauth-grant.ts';
import type { GrantKeeper } from './oauth-grant.ts';
import { loadSdk } from './sdk.ts';
import type { Sdk } from './sdk.ts';
import { createSession } from './session.ts';
import { placeOf } from './target-place.ts';
import { isFresh } from './verdict.ts';

export interface DoorParts {
  readonly fetch: SafeFetch;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry?: Telemetry | undefined;
  /** Absent where hosted programs are switched off: then none is ever started. */
  readonly programs?: ProgramHost | undefined;
}

export const MODERN_VERSION = '2026-07-28';
const METHOD_NOT_FOUND = -32601;
/** A server that answers at all answers the probe within this. */
const PROBE_MS = 8000;
/** A rate limit is waited for at most this often and this long; then it is the answer. */
const MAX_WAITS = 2;
const MAX_WAIT_MS = 10_000;
const DEFAULT_WAIT_MS = 1000;

/** Never throws for what the server does. The caller closes the session. */
export async function connectWith(
  parts: DoorParts,
  target: McpTarget,
  options: ConnectOptions & ConnectHooks = {},
): Promise<Outcome<McpSession, ContactFailure>> {
  if (target.transport === 'stdio_hosted' && !parts.programs) return failed(SWITCHED_OFF);
  const problem = await tokenProblem(target);
  if (problem) return failed(problem);
  const climb = await createClimb(parts, target, options);
  for (let waits = 0; ; waits += 1) {
    const reached = await climbOnce(climb);
    if (reached.ok) return reached;
    parts.log.debug(
      { host: placeOf(target), code: reached.error.code, httpStatus: reached.error.httpStatus },
      'no session with an MCP server',
    );
    const waitMs = options.waitsForLimits === false ? undefined : waitFor(reached.error);
    if (waitMs === undefined || waits >= MAX_WAITS) return failed(reached.error);
    try {
      await parts.clock.sleep(waitMs, options.signal);
    } catch {
      // The caller left while we waited: the rate limit stays the reason.
      return failed(reached.error);
    }
  }
}

const SWITCHED_OFF: ContactFailure = {
  code: 'process_failed',
  phase: 'start',
  hadHttpStatus: true,
  message: 'Hosted programs are switched off on this instance: the operator must set ALLOW_STDIO=1.',
};

/** Asked before anything is timed: a slow authorization server must not look like a slow server. */
async function tokenProblem(target: McpTarget): Promise<ContactFailure | undefined> {
  const token = target.transport === 'stdio_hosted' ? undefined : await target.tokens?.current();
  return token === undefined || token.ok ? undefined : noToken(token.error);
}

interface Climb {
  readonly sdk: Sdk;
  readonly parts: DoorParts;
  readonly target: McpTarget;
  readonly options: ConnectOptions & ConnectHooks;
  readonly grant: GrantKeeper | undefined;
  /** On the clock that only runs forward. */
  readonly beganAt: number;
}

async function createClimb(parts: DoorParts, target: McpTarget, options: ConnectOptions & ConnectHooks): Promise<Climb> {
  const sdk = await loadSdk();
  const grant = options.auth ? createGrantKeeper(sdk, options.auth) : undefined;
  return { sdk, parts, target, options, grant, beganAt: performance.now() };
}

async function climbOnce(climb: Climb): Promise<Outcome<McpSession, ContactFailure>> {
  const remembered = await tryRemembered(climb);
  if (remembered) return remembered;
  const mode = firstMode(climb.target);
  const first = await attempt(climb, mode);
  if (first.ok) return ok(sessionOf(climb, first.value, []));
  if (lacksDiscover(climb.target, first.error)) {
    const assumed = await assumeModern(climb);
    if (assumed) return ok(sessionOf(climb, assumed, [mishandlesDiscover('method not found')]));
  }
  const doubt = mode === 'auto' ? doubtAbout(climb.target, first.error) : undefined;
  if (doubt === undefined) return failed(first.error.failure);
  const second = await attempt(climb, 'legacy');
  if (!second.ok) return failed(first.error.failure);
  return ok(sessionOf(climb, second.value, [mishandlesDiscover(doubt)]));
}

/** Only where the era is pinned: elsewhere a server without server/discover is simply an older one. */
const lacksDiscover = (target: McpTarget, { exchange }: Failure): boolean => {
  const answer = answerOf(exchange);
  const isUnknown = exchange.status === 404 || (answer !== undefined && 'error' in answer && answer.error['code'] === METHOD_NOT_FOUND);
  return target.protocolEra === 'modern' && exchange.method === 'server/discover' && isUnknown;
};

/** Speaks the pinned revision without asking first, and keeps the connection only when the tool list answers in it. */
async function assumeModern(climb: Climb): Promise<Link | undefined> {
  const discover: DiscoverResult = {
    supportedVersions: [MODERN_VERSION],
    resultType: 'complete',
    ttlMs: 0,
    cacheScope: 'private',
    capabilities: { tools: {}, resources: {}, prompts: {} },
  };
  const reached = await attempt(climb, 'auto', { kind: 'modern', discover });
  if (!reached.ok) return undefined;
  const link = reached.value;
  const limits = { timeoutMs: climb.target.timeoutMs, signal: climb.options.signal };
  const listed = await link.request((options) => link.client.request({ method: 'tools/list' }, options), limits);
  const exchange = listed.exchanges.at(-1);
  const answer = exchange ? answerOf(exchange) : undefined;
  if (answer && 'result' in answer && objectOf(answer.result)['resultType'] !== undefined) return link;
  await link.close();
  return undefined;
}

/** A verdict that turns out stale costs one extra climb; undefined means "start from the beginning". */
async function tryRemembered(climb: Climb): Promise<Outcome<McpSession, ContactFailure> | undefined> {
  const { target, parts } = climb;
  const prior = priorOf(target, parts.clock.now());
  if (!prior) return undefined;
  const reached = await attempt(climb, prior.kind === 'legacy' ? 'legacy' : 'auto', prior);
  if (reached.ok) return ok(sessionOf(climb, reached.value, []));
  // A program that ends or hangs does so whatever it is asked first.
  const isAnswered = reached.error.failure.hadHttpStatus && target.transport !== 'stdio_hosted';
  return isAnswered ? undefined : failed(reached.error.failure);
}

function priorOf(target: McpTarget, now: Date): PriorDiscovery | undefined {
  const { known } = target;
  if (!known || known.transport !== target.transport || !isFresh(known, now)) return undefined;
  if (target.protocolEra !== 'auto' && target.protocolEra !== known.era) return undefined;
  if (known.era === 'legacy') return { kind: 'legacy' };
  return isDiscover(known.discover) ? { kind: 'modern', discover: known.discover } : undefined;
}

/** Stored by us from the SDK's own answer; the SDK checks the rest and refuses what it cannot use. */
const isDiscover = (value: unknown): value is DiscoverResult => isObject(value) && Array.isArray(value['supportedVersions']);

const firstMode = (target: McpTarget): Opening['mode'] => {
  if (target.transport === 'sse' || target.protocolEra === 'legacy') return 'legacy';
  return target.protocolEra === 'modern' ? { pin: MODERN_VERSION } : 'auto';
};

interface Failure {
  readonly failure: ContactFailure;
  readonly exchange: Exchange;
}

async function attempt(climb: Climb, mode: Opening['mode'], prior?: PriorDiscovery): Promise<Outcome<Link, Failure>> {
  const { sdk, parts, target, options, grant } = climb;
  for (;;) {
    // A sign-in's discovery and registration run inside the first request.
    const probeTimeoutMs = grant ? target.timeoutMs : Math.min(PROBE_MS, target.timeoutMs);
    const link = createLink({ sdk, ...parts }, target, {
      onStderr: options.onStderr,
      mode,
      probeTimeoutMs,
      grant,
      answers: options.answers,
    });
    const settled = await link.open({ timeoutMs: target.timeoutMs, signal: options.signal, prior });
    if (settled.result.ok) return ok(link);
    const signedIn = await link.signIn(settled.result.error);
    const unanswered = { ...settled, result: { ok: false as const, error: signedIn.error } };
    const { failure, exchange } = failedContact({ sdk, target, link }, unanswered, 'initialize');
    await link.close();
    // Ends: the grant refuses to sign in more often than its own bound.
    if (!signedIn.repeat) return failed({ failure, exchange });
  }
}

/** Why the answer to server/discover may say nothing about the server, or undefined where it does. */
function doubtAbout(target: McpTarget, { exchange, failure }: Failure): string | undefined {
  if (exchange.method !== 'server/discover') return undefined;
  if (failure.retryAfterMs !== undefined || failure.httpStatus === 429) return undefined;
  if (target.transport === 'stdio_hosted') return failure.code === 'process_failed' ? 'the program ended' : undefined;
  const status = exchange.status;
  if (status === undefined) return failure.code === 'timeout' ? 'no answer in time' : undefined;
  if (status === 401 || status === 403) return target.hasCredential ? `HTTP ${status} although a credential was sent` : undefined;
  if (status >= 500) return `HTTP ${status}`;
  return failure.code === 'protocol_unsupported'
    ? undefined
    : `HTTP ${status}, ${answerOf(exchange) ? 'an unusable answer' : 'no MCP message'}`;
}

const mishandlesDiscover = (doubt: string): Finding => ({
  rule: 'mishandles_discover',
  severity: 'warning',
  message: `The server mishandles server/discover (${doubt}); the older handshake works. Clients of revision ${MODERN_VERSION} may give up on it.`,
});

const waitFor = (failure: ContactFailure): number | undefined => {
  if (failure.httpStatus !== 429 && failure.retryAfterMs === undefined) return undefined;
  const waitMs = failure.retryAfterMs ?? DEFAULT_WAIT_MS;
  return waitMs <= MAX_WAIT_MS ? waitMs : undefined;
};

function sessionOf(climb: Climb, link: Link, findings: readonly Finding[]): McpSession {
  const { sdk, parts, target } = climb;
  const { client } = link;
  const era = client.getProtocolEra() === 'modern' ? 'modern' : 'legacy';
  const verdict: EraVerdict = {
    era,
    protocolVersion: client.getNegotiatedProtocolVersion() ?? 'unknown',
    transport: target.transport,
    at: parts.clock.now().toISOString(),
    ...(era === 'modern' ? { discover: client.getDiscoverResult() } : {}),
  };
  const connectMs = performance.now() - climb.beganAt;
  return createSession({ sdk, link, target, telemetry: parts.telemetry, connectMs }, verdict, findings);
}
