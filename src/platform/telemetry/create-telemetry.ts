// The only door to OpenTelemetry. Loaded when an endpoint is set, and only then: it costs a quarter of a second.
import type { Attributes, Span as OtelSpan, Tracer } from '@opentelemetry/api';
import { AppError } from '#kernel/errors';
import type { Span, SpanValue, Telemetry } from './telemetry.ts';

export interface TelemetryOptions {
  /** Base URL of an OTLP/HTTP collector, such as `http://127.0.0.1:4318`; nothing is sent without it. */
  readonly endpoint?: string | undefined;
  readonly serviceName: string;
  readonly version: string;
}

type Fields = Readonly<Record<string, SpanValue>>;

export async function createTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  return options.endpoint === undefined ? noTelemetry : exporting({ ...options, endpoint: options.endpoint });
}

const noSpan: Span = { set: () => undefined, fail: () => undefined, event: () => undefined, traceparent: undefined };
/** Runs the work and nothing else. */
export const noTelemetry: Telemetry = { span: (_name, _fields, work) => work(noSpan), stop: async () => undefined };

async function exporting({ endpoint, serviceName, version }: TelemetryOptions & { readonly endpoint: string }): Promise<Telemetry> {
  const [api, { NodeSDK }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const sdk = new NodeSDK({
    serviceName,
    traceExporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }),
    // Detectors would send the command line and the host's name; metrics and logs are not ours to send.
    autoDetectResources: false,
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  const tracer = api.trace.getTracer('armature', version);
  return {
    span: (name, fields, work) => inSpan({ api, tracer }, { name, fields }, work),
    // A collector that is gone must not hold up the end of the process.
    stop: () => sdk.shutdown().catch(() => undefined),
  };
}

interface Otel {
  readonly api: typeof import('@opentelemetry/api');
  readonly tracer: Tracer;
}

function inSpan<T>(
  { api, tracer }: Otel,
  { name, fields }: { name: string; fields: Fields },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const kind = isRequest(fields) ? api.SpanKind.CLIENT : api.SpanKind.INTERNAL;
  return tracer.startActiveSpan(name, { kind, attributes: attributesOf(fields) }, async (otelSpan) => {
    const span = ours(api, otelSpan);
    try {
      return await work(span);
    } catch (error) {
      span.fail(errorType(error));
      throw error;
    } finally {
      otelSpan.end();
    }
  });
}

function ours(api: Otel['api'], otelSpan: OtelSpan): Span {
  const { traceId, spanId, traceFlags } = otelSpan.spanContext();
  return {
    set: (name, value) => void otelSpan.setAttribute(name, value),
    fail: (type) => void otelSpan.setAttribute('error.type', type).setStatus({ code: api.SpanStatusCode.ERROR }),
    event: (name, fields) => void otelSpan.addEvent(name, attributesOf(fields)),
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
  };
}

/** A request to another system: an MCP call or a model turn. */
const isRequest = (fields: Fields): boolean => 'mcp.method.name' in fields || fields['gen_ai.operation.name'] === 'chat';

const attributesOf = (fields: Fields): Attributes => ({ ...fields });

/** The class or code of an error; its message could hold what must not leave. */
const errorType = (error: unknown): string => (error instanceof AppError ? error.code : error instanceof Error ? error.name : 'error');
