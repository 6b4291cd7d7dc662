// What an API answered, as the result of a tool (spec 06 §4). Pure.
import type { OperationAnswer, SendFault } from '#modules/sources';
import type { ToolAnswer } from '#platform/mcp/define-tool';

const MAX_ERROR_BYTES = 4 * 1024;

/** `maxBytes`: where the body was cut, if it was. */
export function answerOfStatus(answer: OperationAnswer, maxBytes: number): ToolAnswer {
  const { status, body, truncated } = answer;
  if (status < 200 || status >= 300) return failure(JSON.stringify({ status, body: beginning(body) }));
  const structured = { status, body, ...(truncated ? { truncated } : {}) };
  const cut = `The answer was longer than ${maxBytes} bytes and is cut; ask for less, with a smaller page or a filter.`;
  return {
    content: [textBlock(JSON.stringify(structured)), ...(truncated ? [textBlock(cut)] : [])],
    structuredContent: structured,
  };
}

export const answerOfFault = ({ code, message }: SendFault): ToolAnswer =>
  failure(code === 'egress_blocked' ? message : `upstream unreachable: ${message}`);

const failure = (text: string): ToolAnswer => ({ content: [textBlock(text)], isError: true });

const textBlock = (text: string) => ({ type: 'text', text }) as const;

/** As it is when it is short, otherwise the beginning of its text. */
function beginning(body: unknown): unknown {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= MAX_ERROR_BYTES) return body;
  // A character that was cut in two is left out.
  return `${new TextDecoder().decode(bytes.subarray(0, MAX_ERROR_BYTES), { stream: true })}…`;
}
