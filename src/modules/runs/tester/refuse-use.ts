// A tool use that is stopped before the wire: on record with its reason, and answered as an error.
import { newId } from '#kernel/ids';
import type { ToolUse } from '#platform/llm/model';
import type { Attempt } from './attempt.ts';
import { MALFORMED_ARGUMENTS } from './own-mistake.ts';
import { tell } from './tell.ts';

export interface Refusal {
  readonly rule: string;
  /** Said to the tester. */
  readonly message: string;
}

export const malformed = (why: string): Refusal => ({ rule: MALFORMED_ARGUMENTS, message: `The call was not sent: ${why}.` });

export async function refuseUse(attempt: Attempt, use: ToolUse, { rule, message }: Refusal): Promise<undefined> {
  await attempt.append('tool_blocked', { callId: newId('call'), tool: use.name, arguments: use.arguments, rule });
  tell(attempt, use, { text: message, plain: { value: { text: message }, text: message }, isError: true });
}
