// Everything about a trace entry, once it is opened.
import type { ReactNode } from 'react';
import { count, usd } from '../text/amounts.ts';
import { duration } from '../text/duration.ts';
import { prettyJson } from '../text/json-text.ts';
import { CodeBlock } from './code-block.tsx';
import { Facts } from './facts.tsx';
import { field, list, text } from './trace-summary.ts';
import type { TraceEntry } from './trace-entries.ts';

interface TraceBodyProps {
  readonly entry: TraceEntry;
  readonly mark: string | undefined;
}

export function TraceBody({ entry, mark }: TraceBodyProps) {
  const { event, result } = entry;
  const { data } = event;
  return (
    <div className="grid gap-3">
      {(event.type === 'model_message' || event.type === 'final_answer') && text(data['text']) !== '' && (
        <CodeBlock label="Text" text={text(data['text'])} mark={mark} />
      )}
      {event.type === 'model_message' && entry.isAi && <ModelFacts data={data} />}
      {(event.type === 'tool_call' || event.type === 'tool_blocked') && (
        <Titled title="Arguments">
          <CodeBlock label="Arguments" text={prettyJson(data['arguments'])} mark={mark} />
        </Titled>
      )}
      {result !== undefined && <ToolResult data={result.data} mark={mark} />}
      {event.type === 'tool_result' && <ToolResult data={data} mark={mark} />}
      {!HAS_OWN_VIEW.has(event.type) && <CodeBlock label="Data" text={prettyJson(data)} mark={mark} />}
      <p className="data text-xs text-faint">
        {event.id}
        {result !== undefined && ` → ${result.id}`}
      </p>
    </div>
  );
}

const HAS_OWN_VIEW = new Set(['model_message', 'final_answer', 'tool_call', 'tool_result', 'tool_blocked']);

function ToolResult({ data, mark }: { readonly data: Readonly<Record<string, unknown>>; readonly mark: string | undefined }) {
  const structured = data['structuredContent'];
  const texts = list(data['content']).map((part) => (field(part, 'type') === 'text' ? text(field(part, 'text')) : prettyJson(part)));
  return (
    <>
      {data['rpcError'] !== undefined && (
        <Titled title="JSON-RPC error">
          <CodeBlock label="JSON-RPC error" text={prettyJson(data['rpcError'])} mark={mark} />
        </Titled>
      )}
      {texts.map((part, index) => (
        <Titled key={index} title={texts.length > 1 ? `Result, part ${index + 1}` : 'Result'}>
          <CodeBlock label="Result" text={readable(part)} mark={mark} />
        </Titled>
      ))}
      {structured !== undefined && (
        <Titled title="Structured content">
          <CodeBlock label="Structured content" text={prettyJson(structured)} mark={mark} />
        </Titled>
      )}
    </>
  );
}

/** JSON in one line is easier to read in many. */
function readable(part: string): string {
  if (!/^\s*[[{]/.test(part)) return part;
  try {
    return prettyJson(JSON.parse(part));
  } catch {
    return part;
  }
}

function ModelFacts({ data }: { readonly data: Readonly<Record<string, unknown>> }) {
  const number = (name: string): number | null => (typeof data[name] === 'number' ? data[name] : null);
  return (
    <Facts
      facts={[
        { label: 'Tokens in', value: count(number('tokensIn')) },
        { label: 'Tokens out', value: count(number('tokensOut')) },
        { label: 'Cost', value: usd(number('costUsd')) },
        { label: 'Latency', value: duration(number('latencyMs')) },
        { label: 'Stopped', value: text(data['stopReason']).replaceAll('_', ' ') },
      ]}
    />
  );
}

function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <p className="eyebrow">{title}</p>
      {children}
    </div>
  );
}
