// Names of the MCP semantic conventions for client spans. Arguments and results are left out on purpose.
import type { Span, SpanValue } from '#platform/telemetry/telemetry';
import type { CallOutcome, EraVerdict, McpTarget } from './mcp.ts';

/** One request, for a span. `name` of the tool or prompt; a resource's URI never goes into a name. */
export interface SpanSubject {
  readonly target: McpTarget;
  readonly verdict: EraVerdict;
  readonly method: string;
  readonly name: string | undefined;
}

export const spanName = ({ method, name }: SpanSubject): string => (name === undefined ? method : `${method} ${name}`);

export function spanFields({ target, verdict, method, name }: SpanSubject): Record<string, SpanValue> {
  const nameField = method === 'prompts/get' ? 'gen_ai.prompt.name' : 'gen_ai.tool.name';
  return {
    'mcp.method.name': method,
    ...(name === undefined ? {} : { [nameField]: name }),
    ...(method === 'tools/call' ? { 'gen_ai.operation.name': 'execute_tool' } : {}),
    'mcp.protocol.version': verdict.protocolVersion,
    ...networkFields(target),
  };
}

function networkFields(target: McpTarget): Record<string, SpanValue> {
  if (target.transport === 'stdio_hosted') return { 'network.transport': 'pipe' };
  const url = new URL(target.url);
  return {
    'network.transport': 'tcp',
    'network.protocol.name': 'http',
    'server.address': url.hostname,
    'server.port': Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
  };
}

/** `error.type` as the conventions name it; nothing where the call went well. */
export function failSpan(span: Span, outcome: CallOutcome): void {
  switch (outcome.kind) {
    case 'ok':
      return;
    case 'tool_error':
      return span.fail('tool_error');
    case 'protocol_error':
      span.set('rpc.response.status_code', String(outcome.code));
      return span.fail(String(outcome.code));
    case 'timeout':
      return span.fail('timeout');
    case 'schema_violation':
    case 'needs_input':
      return span.fail(outcome.kind);
    case 'auth_error':
    case 'transport_error':
      return span.fail(outcome.failure.code);
  }
}
