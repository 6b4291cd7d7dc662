// Answers one tool use in the conversation. Every use gets its answer, or the provider refuses the next turn.
import type { ToolUse } from '#platform/llm/model';
import type { Attempt } from './attempt.ts';
import type { ShownResult } from './shown-result.ts';

export interface Told extends Pick<ShownResult, 'text' | 'plain'> {
  readonly isError: boolean;
}

export function tell(attempt: Attempt, use: ToolUse, { text, plain, isError }: Told): void {
  attempt.messages.push({ role: 'tool', toolUseId: use.id, toolName: use.name, text, isError, plain });
}
