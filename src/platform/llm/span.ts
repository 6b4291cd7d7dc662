// A span per model request with the GenAI names; never a prompt, an answer or a key.
import type { Outcome } from '#kernel/outcome';
import type { LlmDoors } from './llm-doors.ts';
import type { ModelFailure, ModelRef, Usage } from './model.ts';

const PROVIDER_NAMES: Record<ModelRef['provider'], string> = {
  anthropic: 'anthropic',
  openai: 'openai',
  google: 'gcp.gemini',
  'openai-compatible': 'openai',
};

export function spanned<T extends Usage>(
  doors: LlmDoors,
  ref: ModelRef,
  work: () => Promise<Outcome<T, ModelFailure>>,
): Promise<Outcome<T, ModelFailure>> {
  if (doors.telemetry === undefined) return work();
  const fields = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': PROVIDER_NAMES[ref.provider],
    'gen_ai.request.model': ref.upstreamName,
  };
  return doors.telemetry.span(`chat ${ref.upstreamName}`, fields, async (span) => {
    const outcome = await work();
    if (!outcome.ok) {
      span.fail(outcome.error.kind);
      return outcome;
    }
    span.set('gen_ai.usage.input_tokens', outcome.value.tokensIn);
    span.set('gen_ai.usage.output_tokens', outcome.value.tokensOut);
    return outcome;
  });
}
