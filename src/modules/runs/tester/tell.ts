// Answers one tool use in the conversation. Every use gets its answer, or the provider refuses the next turn.
import type { ToolUse } from '#platform/llm/model';
import type { Attempt } from './attempt.ts';
import type { ShownResult } from './shown-result.ts';

export function tell(attempt: Attempt, use: ToolUse, { text, plain }: Pick<ShownResult, 'text' | 'plain'>, isError: boolean): void {
  attempt.messages.push({ role: 'tool', toolUseId: use.id, toolName: use.name, text, isError, plain });
}
