// The AI SDK's generateText with what every request of ours has in common.
import type { GenerateTextResult, Output, ToolSet } from 'ai';
import type { Outcome } from '#kernel/outcome';
import type { LlmDoors } from './llm-doors.ts';
import { modelMessages, toolSet } from './messages.ts';
import type { ModelRef, StepRequest } from './model.ts';
import { openProvider } from './providers.ts';
import { send } from './send.ts';
import type { SendFailure } from './send.ts';

export type Sdk = typeof import('ai');
export type Generated = GenerateTextResult<ToolSet, Record<string, unknown>, Output.Output<unknown, unknown>>;
type SdkOptions = Parameters<Sdk['generateText']>[0];

export interface Generation<T> {
  readonly request: StepRequest;
  readonly instructions?: string | undefined;
  readonly output?: ((sdk: Sdk) => NonNullable<SdkOptions['output']>) | undefined;
  /** Reads the library's answer; what it throws is a failed request. */
  readonly read: (generated: Promise<Generated>, sdk: Sdk) => Promise<T>;
}

/** One request, one answer: no steps, no retries of the library's own. */
export async function generate<T>(
  doors: LlmDoors,
  ref: ModelRef,
  generation: Generation<T>,
): Promise<Outcome<{ readonly value: T; readonly latencyMs: number }, SendFailure>> {
  const { request } = generation;
  return send({ clock: doors.clock, ref }, request, async (abortSignal) => {
    const sdk = await loadSdk();
    const { model, providerOptions } = await openProvider(ref, doors.fetch);
    const tools = toolSet(request.tools, sdk);
    const generated = sdk.generateText({
      model,
      instructions: generation.instructions ?? request.instructions,
      messages: modelMessages(request.messages),
      maxRetries: 0,
      abortSignal,
      ...(request.tools.length === 0 ? {} : { tools }),
      ...(request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens }),
      ...(generation.output === undefined ? {} : { output: generation.output(sdk) }),
      ...(providerOptions === undefined ? {} : { providerOptions: { ...providerOptions } }),
    });
    return generation.read(generated, sdk);
  });
}

/** Loaded at first use: it costs a fifth of a second, which no start should pay. */
async function loadSdk(): Promise<Sdk> {
  const sdk = await import('ai');
  // The library prints warnings that may quote settings; ours go through the log.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  return sdk;
}
