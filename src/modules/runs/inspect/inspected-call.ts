// A tool call as answers show it: its arguments and the beginning of its result, both as data and bounded. Pure.
import type { ContentBlock } from '#platform/mcp/mcp';
import { fullText } from '../tester/shown-result.ts';
import { isRecord } from '../tester/block-text.ts';
import { boundJson } from '../trace/bound-json.ts';
import type { ToolCallRow } from '../tool-calls.ts';
import { excerptOf } from './excerpt.ts';

export interface InspectedCall {
  readonly callId: string;
  /** The event of the call. */
  readonly eventId: string;
  readonly tool: string;
  readonly arguments: unknown;
  readonly isError: boolean;
  readonly blocked: boolean;
  /** What came back as text, at most 4 KiB; of a blocked call the rule that stopped it; empty where nothing came back. */
  readonly resultExcerpt: string;
  /** Null for a blocked call and while there is no answer. */
  readonly durationMs: number | null;
}

export interface CutCall {
  readonly call: InspectedCall;
  /** Something of it is only in the trace. */
  readonly isCut: boolean;
}

const MAX_ARGUMENT_CHARS = 4_096;

export function inspectedCall({ callId, eventId, tool, isError, blocked, durationMs, ...row }: ToolCallRow): CutCall {
  const args = boundJson(row.arguments, MAX_ARGUMENT_CHARS);
  const excerpt = excerptOf(answerText({ blocked, ...row }));
  return {
    call: { callId, eventId, tool, arguments: args.value, isError, blocked, resultExcerpt: excerpt.text, durationMs },
    isCut: args.isCut || excerpt.isCut || row.result?.truncated === true,
  };
}

function answerText({ blocked, rule, result }: Pick<ToolCallRow, 'blocked' | 'rule' | 'result'>): string {
  if (blocked) return `blocked by the rule ${rule ?? 'of the tool policy'}`;
  if (result === null) return '';
  if (result.rpcError) return `protocol error ${result.rpcError.code}: ${result.rpcError.message}`;
  const content = result.content.filter(isBlock);
  // The beginning of a large one, as the database cut it: an object of its own cannot be made of that.
  if (typeof result.structuredContent === 'string') return `${fullText({ content })}\nStructured content: ${result.structuredContent}`;
  return fullText({ content, structuredContent: result.structuredContent });
}

const isBlock = (block: unknown): block is ContentBlock => isRecord(block) && typeof block['type'] === 'string';
