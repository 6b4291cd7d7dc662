// One turn of an agent: the messages so far and the offered tools in, text and tool uses out.
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { LlmDoors } from './llm-doors.ts';
import { generate } from './generate.ts';
import { rawOf, stopReasonOf, toolUsesOf } from './messages.ts';
import type { ModelFailure, ModelRef, Step, StepRequest } from './model.ts';
import { usageOf } from './prices.ts';
import { spanned } from './span.ts';

export function takeStep(doors: LlmDoors, ref: ModelRef, request: StepRequest): Promise<Outcome<Step, ModelFailure>> {
  return spanned(doors, ref, async () => {
    const sent = await generate(doors, ref, {
      request,
      read: async (generated): Promise<Omit<Step, 'latencyMs'>> => {
        const { text, toolCalls, finishReason, usage, responseMessages } = await generated;
        const toolUses = toolUsesOf(toolCalls, request.tools);
        return {
          text,
          toolUses,
          raw: rawOf(responseMessages),
          stopReason: stopReasonOf(finishReason, toolUses),
          ...usageOf(ref.price, usage.inputTokens ?? 0, usage.outputTokens ?? 0),
        };
      },
    });
    return sent.ok ? ok({ ...sent.value.value, latencyMs: sent.value.latencyMs }) : failed(sent.error);
  });
}
