// One attempt of a tester on its own: a real session to a scripted MCP server, a real model door to a scripted endpoint, and what it left.
import { systemClock } from '#platform/clock';
import { createSafeFetch } from '#platform/http/safe-fetch';
import { createLlmDoor } from '#platform/llm/door';
import type { Model, Price } from '#platform/llm/model';
import { silentLog } from '#platform/log';
import { createMcpDoor } from '#platform/mcp/door';
import type { Catalog, McpSession } from '#platform/mcp/mcp';
import type { TraceData, TraceEvent, TraceEventType } from '#modules/runs';
import type { Limits, TesterTarget, ToolPolicy } from '#modules/workflows';
import { startScriptedServer } from './mcp-fixtures/scripted-server.ts';
import type { Script as ServerScript } from './mcp-fixtures/scripted-server.ts';
import type { RawServer, Received } from './mcp-fixtures/raw-server.ts';
import { startOpenAiEndpoint } from './openai-endpoint.ts';
import type { OpenAiEndpoint, Script } from './openai-endpoint.ts';
import { traceEvents } from './trace-events.ts';
import { createTestClock } from './test-clock.ts';
import type { TestClock } from './test-clock.ts';

const PRICE: Price = { inputUsdPerMTok: 1, outputUsdPerMTok: 2, source: 'override' };

/** The defaults of a workflow. */
const LIMITS: Limits = {
  maxSteps: 30,
  maxToolCalls: 60,
  timeoutSeconds: 300,
  maxTokens: 200_000,
  maxCostUsd: 1,
  maxToolResultBytes: 65_536,
};

export interface BenchServer {
  readonly tools?: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** Beside `tools/list`. */
  readonly answer?: ServerScript['answer'] | undefined;
  readonly capabilities?: Readonly<Record<string, unknown>> | undefined;
  readonly era?: ServerScript['era'] | undefined;
  /** Per request, milliseconds of real time. */
  readonly timeoutMs?: number | undefined;
}

export interface BenchAttempt {
  readonly model: Model;
  readonly session: McpSession;
  readonly catalog: Catalog;
  readonly spec: { readonly testerPrompt: string; readonly toolPolicy: ToolPolicy };
  readonly target: TesterTarget;
  readonly limits: Limits;
  readonly clock: TestClock;
  readonly deadline: Date;
  readonly signal: AbortSignal;
}

export interface AttemptOptions {
  readonly play?: Script | undefined;
  readonly price?: Price | null | undefined;
  readonly prompt?: string | undefined;
  readonly policy?: ToolPolicy | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly skillText?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TesterBench {
  readonly endpoint: OpenAiEndpoint;
  /** Moves the deadline of the attempt and the waits of the model door; a server's time-outs are in real time. */
  readonly clock: TestClock;
  /** Connects to a server of this kind, which is closed with the bench. */
  serve(server: BenchServer): Promise<Served>;
  close(): Promise<void>;
}

export interface Served {
  readonly received: readonly Received[];
  /** What of `tools/call` arrived at the server: name and arguments. */
  calls(): readonly (readonly [string, unknown])[];
  attempt(options?: AttemptOptions): BenchAttempt;
}

export async function startTesterBench(): Promise<TesterBench> {
  const fetch = createSafeFetch({ allowLoopback: true, allowInsecureHttp: true, allowedPrivateHosts: [] });
  const endpoint = await startOpenAiEndpoint([{ status: 500 }]);
  const clock = createTestClock('2026-03-01T12:00:00Z');
  const llm = createLlmDoor({ fetch, allowModelRequests: true, clock, log: silentLog });
  const mcp = createMcpDoor({ fetch, clock: systemClock, log: silentLog });
  const ends: (() => Promise<void>)[] = [() => endpoint.close(), () => fetch.close()];

  const connect = async (server: RawServer, { timeoutMs = 20_000 }: BenchServer): Promise<McpSession> => {
    const connected = await mcp.connect({
      url: server.url,
      transport: 'streamable_http',
      headers: {},
      hasCredential: true,
      timeoutMs,
      protocolEra: 'auto',
      clientName: 'armature-tester',
    });
    if (!connected.ok) throw new Error(connected.error.message);
    return connected.value;
  };

  return {
    endpoint,
    clock,
    serve: async (given) => {
      const server = await startScriptedServer({
        era: given.era ?? 'legacy',
        capabilities: { tools: {}, ...given.capabilities },
        answer: { 'tools/list': () => ({ tools: given.tools ?? [] }), ...given.answer },
      });
      const session = await connect(server, given);
      // Closed in the opposite order: the session says goodbye while its server still stands.
      ends.unshift(
        () => session.close(),
        () => server.close(),
      );
      const listed = await session.listCatalog();
      if (!listed.ok) throw new Error(listed.error.message);
      return {
        received: server.received,
        calls: () =>
          server.received.flatMap(({ message: { method, params } }) =>
            method === 'tools/call' ? [[String(params?.['name']), params?.['arguments']] as const] : [],
          ),
        attempt: (options = {}) => {
          if (options.play) endpoint.play(options.play);
          const limits = { ...LIMITS, ...options.limits };
          const { price = PRICE, skillText } = options;
          return {
            model: llm.open({
              id: 'openai-compatible/local',
              provider: 'openai-compatible',
              upstreamName: 'local',
              baseUrl: endpoint.baseUrl,
              price,
            }),
            session,
            catalog: listed.value,
            spec: { testerPrompt: options.prompt ?? 'Look up order 4711.', toolPolicy: options.policy ?? {} },
            target: {
              modelId: 'openai-compatible/local',
              skillMode: skillText === undefined ? 'none' : 'text',
              ...(skillText === undefined ? {} : { skillText }),
            },
            limits,
            clock,
            deadline: new Date(clock.now().getTime() + limits.timeoutSeconds * 1000),
            signal: options.signal ?? new AbortController().signal,
          };
        },
      };
    },
    close: async () => {
      for (const end of ends) await end();
    },
  };
}

/** A trace in memory: what a tester appends, in order. */
export function memoryTrace() {
  const event = traceEvents();
  const events: TraceEvent[] = [];
  return {
    events,
    append: <T extends TraceEventType>(type: T, data: TraceData[T]): Promise<TraceEvent> => {
      const one = event(type, data);
      events.push(one);
      return Promise.resolve(one);
    },
    /** The data of all events of a type. */
    of: <T extends TraceEventType>(type: T) => events.flatMap((one) => (isOf(one, type) ? [one.data] : [])),
  };
}

const isOf = <T extends TraceEventType>(
  event: TraceEvent,
  type: T,
): event is TraceEvent & { readonly type: T; readonly data: Readonly<TraceData[T]> } => event.type === type;

/** A tool that takes an order id. */
export const benchTool = (name: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: 'object', properties: { orderId: { type: 'string' } } },
  ...more,
});

/** The result of a tool that answers with text. */
export const textResult = (text: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  content: [{ type: 'text', text }],
  ...more,
});

/** Resolves when the fact holds; a fact that never comes ends with the test's own time limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
