// The only door to the AI SDK: opens a model of ours over a provider's API.
import { failed } from '#kernel/outcome';
import { answerJson } from './answer-json.ts';
import type { JsonMode } from './answer-json.ts';
import type { LlmDoors } from './llm-doors.ts';
import type { LlmDoor, Model, ModelFailure, ModelRef } from './model.ts';
import { askForToolCall } from './preflight.ts';
import { priceOf } from './prices.ts';
import { needsKey } from './providers.ts';
import { takeStep } from './take-step.ts';

export function createLlmDoor(doors: LlmDoors): LlmDoor {
  return {
    open: (ref) => openModel(doors, ref),
    preflight: (ref, signal) => askForToolCall(openModel(doors, ref), signal),
    priceOf,
  };
}

function openModel(doors: LlmDoors, given: ModelRef): Model {
  const ref = withOperatorKey(doors, given);
  const barred = barrier(doors, ref);
  let mode: JsonMode = 'schema';
  return {
    id: ref.id,
    step: async (request) => (barred ? failed(barred) : noted(doors, ref, await takeStep(doors, ref, request))),
    answerJson: async (request) => {
      if (barred) return failed(barred);
      const answer = await answerJson(doors, ref, { ...request, mode });
      mode = answer.mode;
      return noted(doors, ref, answer.outcome);
    },
  };
}

/** Only for the provider's own address: with another base URL the key would go to whoever stands there. */
function withOperatorKey({ operatorKeys }: LlmDoors, ref: ModelRef): ModelRef {
  if (ref.apiKey !== undefined || ref.baseUrl !== undefined || ref.provider === 'openai-compatible') return ref;
  return { ...ref, apiKey: operatorKeys?.[ref.provider] };
}

/** Why no request may be made at all. */
function barrier(doors: LlmDoors, ref: ModelRef): ModelFailure | undefined {
  if (!doors.allowModelRequests)
    return { kind: 'disabled', message: 'Requests to models are switched off on this instance (ALLOW_MODEL_REQUESTS=0).' };
  if (needsKey(ref) && !ref.apiKey) return { kind: 'auth', message: `No API key is stored for ${ref.id}.` };
  return undefined;
}

/** Kind and model only: prompts, answers and keys never reach the log. */
function noted<T extends { readonly ok: true } | { readonly ok: false; readonly error: ModelFailure }>(
  doors: LlmDoors,
  ref: ModelRef,
  outcome: T,
): T {
  if (!outcome.ok) doors.log.warn({ modelId: ref.id, failureKind: outcome.error.kind }, 'model request failed');
  return outcome;
}
