// Spans with the GenAI and MCP names; a no-op unless an OTLP endpoint is set.
export type SpanValue = string | number | boolean;

export interface Span {
  set(name: string, value: SpanValue): void;
  /** Marks the span failed with `error.type`. */
  fail(errorType: string): void;
  event(name: string, fields: Readonly<Record<string, SpanValue>>): void;
  /** W3C traceparent of this span, or undefined when telemetry is off. */
  readonly traceparent: string | undefined;
}

export interface Telemetry {
  /** Runs `work` inside a span; the span ends with it. */
  span<T>(name: string, fields: Readonly<Record<string, SpanValue>>, work: (span: Span) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}
