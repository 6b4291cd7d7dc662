// Our messages and tools as the AI SDK wants them, and its answer as ours.
import type { ModelMessage, ToolSet, TypedToolCall, jsonSchema, tool } from 'ai';
import type { Message, Step, ToolOffer, ToolUse } from './model.ts';
import { ownNames, wireName } from './tool-names.ts';

/** The two constructors, passed in because the library is loaded at first use. */
interface ToolMakers {
  readonly tool: typeof tool;
  readonly jsonSchema: typeof jsonSchema;
}

/** No `execute`: one request is one turn, and the caller decides what is sent to a server. */
export function toolSet(offers: readonly ToolOffer[], make: ToolMakers): ToolSet {
  const set: ToolSet = {};
  for (const offer of offers) {
    // Arguments are not validated here: refusing them is the server's part of the test.
    const inputSchema = make.jsonSchema<Record<string, unknown>>({ ...offer.inputSchema, type: 'object' });
    set[wireName(offer.name)] ??= make.tool({ description: offer.description, inputSchema });
  }
  return set;
}

export function modelMessages(messages: readonly Message[]): ModelMessage[] {
  return messages.map((message): ModelMessage => {
    if (message.role === 'user') return { role: 'user', content: message.text };
    if (message.role === 'assistant') return message.raw === undefined ? assistantMessage(message) : sentByModel(message.raw);
    const output = { type: message.isError ? ('error-text' as const) : ('text' as const), value: message.text };
    return {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: message.toolUseId, toolName: wireName(message.toolName), output }],
    };
  });
}

function assistantMessage(message: Extract<Message, { role: 'assistant' }>): ModelMessage {
  const calls = message.toolUses.map((use) => ({
    type: 'tool-call' as const,
    toolCallId: use.id,
    toolName: wireName(use.name),
    input: use.malformed === undefined ? use.arguments : {},
  }));
  return { role: 'assistant', content: [...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]), ...calls] };
}

/** `raw` only ever holds what `rawOf` took from an answer of the same library. */
const sentByModel = (raw: unknown): ModelMessage => raw as ModelMessage;

/** The assistant's message with the provider's own state (signatures, reasoning), to be sent back as it is. */
export function rawOf(messages: readonly ModelMessage[]): ModelMessage | undefined {
  const sent = messages.find((message) => message.role === 'assistant');
  if (sent === undefined || typeof sent.content === 'string') return sent;
  // Providers refuse a conversation in which arguments are no object, even where their own model wrote them.
  return {
    ...sent,
    content: sent.content.map((part) => (part.type === 'tool-call' && !isJsonObject(part.input) ? { ...part, input: {} } : part)),
  };
}

export function toolUsesOf(calls: readonly TypedToolCall<ToolSet>[], offers: readonly ToolOffer[]): ToolUse[] {
  const ownName = ownNames(offers.map(({ name }) => name));
  return calls.map((call) => {
    const use = { id: call.toolCallId, name: ownName(call.toolName), arguments: call.input as unknown };
    return isJsonObject(call.input) ? use : { ...use, malformed: 'the arguments are not a JSON object' };
  });
}

const isJsonObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

export function stopReasonOf(finishReason: string, toolUses: readonly ToolUse[]): Step['stopReason'] {
  if (finishReason === 'content-filter') return 'refusal';
  if (toolUses.length > 0) return 'tool_calls';
  return finishReason === 'stop' || finishReason === 'length' ? finishReason : 'other';
}
