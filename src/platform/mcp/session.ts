// One open connection in our own words: list, call, read, prompt, close.
import type { CallToolResult, RequestOptions, Tool } from '@modelcontextprotocol/client';
import { failed, ok } from '#kernel/outcome';
import type { Span, Telemetry } from '#platform/telemetry/telemetry';
import { orderFindings } from './catalog-order.ts';
import { classifyOutcome } from './classify-outcome.ts';
import type { Proof, Verdict } from './classify-outcome.ts';
import { failedContact } from './failure-facts.ts';
import type { Reach } from './failure-facts.ts';
import { answerOf, askedIn } from './frames.ts';
import type { Exchange } from './frames.ts';
import { headerFault } from './header-declarations.ts';
import { arrayOf, isObject, objectOf, textOf } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import type { Link, Settled } from './link.ts';
import { listCatalog } from './list-catalog.ts';
import type { CallOutcome, CallResult, CatalogTool, ContactFailure, EraVerdict, Finding, McpSession, ToolCall } from './mcp.ts';
import { resultFindings } from './result-findings.ts';
import type { Sdk } from './sdk.ts';
import { failSpan, spanFields, spanName } from './spans.ts';
import type { SpanSubject } from './spans.ts';

export interface SessionParts extends Reach {
  readonly telemetry?: Telemetry | undefined;
  readonly connectMs: number;
}

export function createSession(parts: SessionParts, verdict: EraVerdict, initial: readonly Finding[]): McpSession {
  const { link, target } = parts;
  const findings = new Map(initial.map((finding) => [findingKey(finding), finding]));
  let listedBefore: readonly CatalogTool[] | undefined;
  const listeners: ((method: string, params: unknown) => void)[] = [];
  link.client.fallbackNotificationHandler = async ({ method, params }) => {
    for (const listener of listeners) listener(method, params);
  };
  const request = (what: Requested, limits: Limits): Promise<CallResult> =>
    inSpan(parts.telemetry, { target, verdict, method: what.method, name: what.name }, (span) =>
      contact(parts, what, { ...limits, meta: metaOf(span) }),
    );
  return {
    era: verdict.era,
    protocolVersion: verdict.protocolVersion,
    serverInfo: serverInfoOf(link),
    instructions: link.client.getInstructions() ?? null,
    capabilities: { ...link.client.getServerCapabilities() },
    verdict,
    connectMs: parts.connectMs,
    get findings() {
      return [...findings.values(), ...(link.hosted?.findings() ?? [])];
    },
    onNotification: (listener) => void listeners.push(listener),
    async listCatalog(signal) {
      const limits = { timeoutMs: target.timeoutMs, signal };
      const listed = await listCatalog({ sdk: parts.sdk, link, target, era: verdict.era, limits });
      if (!listed.ok) return failed(listed.error);
      const { catalog } = listed.value;
      const order = listedBefore ? orderFindings(listedBefore, catalog.tools) : [];
      listedBefore = catalog.tools;
      for (const finding of [...listed.value.findings, ...order]) findings.set(findingKey(finding), finding);
      return ok(catalog);
    },
    async callTool(call) {
      const fault = verdict.era === 'modern' && call.tool ? headerFault(call.tool.inputSchema) : undefined;
      if (fault !== undefined) return notCalled(`The tool must not be called: ${fault}.`);
      const result = await request(toolRequest(parts, call), { timeoutMs: call.timeoutMs ?? target.timeoutMs, signal: call.signal });
      const told = resultFindings(call.tool, result.outcome);
      return told.length > 0 ? { ...result, findings: told } : result;
    },
    readResource: (uri, signal) => request(resourceRequest(parts, uri), { timeoutMs: target.timeoutMs, signal }),
    getPrompt: (name, args, signal) => request(promptRequest(parts, name, args), { timeoutMs: target.timeoutMs, signal }),
    close: () => link.close(),
  };
}

interface Limits {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One request: how it is sent, and how its result is read as content. */
interface Requested {
  readonly method: 'tools/call' | 'resources/read' | 'prompts/get';
  readonly name: string | undefined;
  send(options: RequestOptions, meta: JsonObject): Promise<unknown>;
  contentOf(result: JsonObject): JsonObject;
}

const toolRequest = ({ link }: SessionParts, call: ToolCall): Requested => ({
  method: 'tools/call',
  name: call.name,
  send: (options, meta): Promise<CallToolResult> =>
    link.client.callTool(
      { name: call.name, arguments: { ...call.arguments }, ...meta },
      { ...options, ...(call.tool ? { toolDefinition: asTool(call.tool) } : {}) },
    ),
  contentOf: (result) => result,
});

const resourceRequest = ({ link }: SessionParts, uri: string): Requested => ({
  method: 'resources/read',
  name: undefined,
  send: (options, meta) => link.client.request({ method: 'resources/read', params: { uri, ...meta } }, options),
  contentOf: (result) => ({ content: arrayOf(result['contents']).map((resource) => ({ type: 'resource', resource })) }),
});

const promptRequest = ({ link }: SessionParts, name: string, args: Readonly<Record<string, string>>): Requested => ({
  method: 'prompts/get',
  name,
  send: (options, meta) => link.client.request({ method: 'prompts/get', params: { name, arguments: { ...args }, ...meta } }, options),
  contentOf: (result) => ({ content: arrayOf(result['messages']).map((message) => objectOf(objectOf(message)['content'])) }),
});

/**
 * The SDK reads only `name`, `inputSchema` and `outputSchema` of the definition and compiles the latter guarded,
 * so a catalog entry of any shape is safe where it expects its own type.
 */
const asTool = (tool: CatalogTool): Tool => tool as unknown as Tool;

async function contact(parts: SessionParts, what: Requested, limits: Limits & { readonly meta: JsonObject }): Promise<CallResult> {
  const settled = await parts.link.request((options) => what.send(options, limits.meta), limits);
  return { outcome: outcomeOf(parts, what, settled), durationMs: settled.durationMs, bytes: settled.exchanges.at(-1)?.bytes ?? 0 };
}

function outcomeOf(parts: SessionParts, what: Requested, settled: Settled<unknown>): CallOutcome {
  const exchange = settled.exchanges.at(-1);
  if (settled.result.ok) {
    const result = objectOf(settled.result.value);
    const asked = result['isError'] === true && exchange ? askedIn(exchange) : [];
    return classifyOutcome({ kind: 'result', result: what.contentOf(result) }, { isTruncated: false, askedByServer: asked }, NO_FAILURE);
  }
  const { failure } = failedContact(parts, settled, 'call');
  return classifyOutcome(verdictOf(parts.sdk, settled.result.error), proofOf(what, exchange), failure);
}

const NO_FAILURE: ContactFailure = { code: 'not_mcp', message: '', phase: 'call', hadHttpStatus: true };

function proofOf(what: Requested, exchange: Exchange | undefined): Proof {
  const answer = exchange ? answerOf(exchange) : undefined;
  return {
    isTruncated: exchange?.isTruncated ?? false,
    askedByServer: exchange ? askedIn(exchange) : [],
    ...(answer && 'error' in answer ? { error: answer.error } : {}),
    ...(answer && 'result' in answer && isObject(answer.result) ? { result: { ...answer.result, ...what.contentOf(answer.result) } } : {}),
  };
}

function verdictOf(sdk: Sdk, error: unknown): Verdict {
  const message = error instanceof Error ? error.message : String(error);
  if (sdk.ProtocolError.isInstance(error)) return { kind: 'rpc', message };
  if (sdk.SdkError.isInstance(error) && UNUSABLE.has(error.code)) {
    return { kind: 'unusable', message, resultType: textOf(objectOf(error.data)['resultType']) };
  }
  return { kind: 'other', message };
}

const UNUSABLE: ReadonlySet<string> = new Set(['INVALID_RESULT', 'UNSUPPORTED_RESULT_TYPE', 'LIST_PAGINATION_EXCEEDED']);

const metaOf = (span: Span | undefined): JsonObject =>
  span?.traceparent === undefined ? {} : { _meta: { traceparent: span.traceparent } };

async function inSpan(
  telemetry: Telemetry | undefined,
  described: SpanSubject,
  work: (span: Span | undefined) => Promise<CallResult>,
): Promise<CallResult> {
  if (!telemetry) return work(undefined);
  return telemetry.span(spanName(described), spanFields(described), async (span) => {
    const result = await work(span);
    failSpan(span, result.outcome);
    return result;
  });
}

const notCalled = (message: string): CallResult => ({
  outcome: { kind: 'schema_violation', origin: 'client-validator', message, content: [] },
  durationMs: 0,
  bytes: 0,
});

const findingKey = (finding: Finding): string => `${finding.rule}:${finding.toolName ?? ''}:${finding.message}`;

function serverInfoOf(link: Link): McpSession['serverInfo'] {
  const info = link.client.getServerVersion();
  return info ? { name: info.name, version: info.version, title: info.title } : null;
}
