// Our words for talking to a model. The rest of this folder implements them over the AI SDK.
import type { Outcome } from '#kernel/outcome';

/** Providers of spec 02 §8. `script` and `pinned` make no request: no AI. */
export const PROVIDERS = ['anthropic', 'openai', 'google', 'openai-compatible', 'script', 'pinned'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** US dollars per million tokens. */
export interface Price {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
  readonly source: 'override' | 'catalog';
}

/** Everything needed for a request. `apiKey` is in clear: never log or store it. */
export interface ModelRef {
  readonly id: string;
  readonly provider: Exclude<Provider, 'script' | 'pinned'>;
  readonly upstreamName: string;
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly price: Price | null;
}

export interface ToolOffer {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export interface ToolUse {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
  /** set when the model's arguments were no JSON object */ readonly malformed?: string | undefined;
}

export type Message =
  | { readonly role: 'user'; readonly text: string }
  | {
      readonly role: 'assistant';
      readonly text: string;
      readonly toolUses: readonly ToolUse[];
      /** provider state to send back unchanged */ readonly raw?: unknown;
    }
  | {
      readonly role: 'tool';
      readonly toolUseId: string;
      readonly toolName: string;
      readonly text: string;
      readonly isError: boolean;
      /** The result for a step script: what its references read, and its plain text. Never sent to a model. */
      readonly plain?: { readonly value: unknown; readonly text: string } | undefined;
    };

export interface StepRequest {
  readonly instructions: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolOffer[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly maxOutputTokens?: number | undefined;
  /** Requests in all when the provider is busy or briefly broken; default 5. */
  readonly maxTries?: number | undefined;
}

export interface Usage {
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** null when the price is unknown */ readonly costUsd: number | null;
}

/** One model turn. */
export interface Step extends Usage {
  readonly text: string;
  readonly toolUses: readonly ToolUse[];
  readonly raw?: unknown;
  readonly latencyMs: number;
  /** stop, tool_calls, length, refusal, other */
  readonly stopReason: 'stop' | 'tool_calls' | 'length' | 'refusal' | 'other';
}

export interface ModelFailure {
  readonly kind: 'refused' | 'rate_limited' | 'auth' | 'timeout' | 'network' | 'bad_answer' | 'disabled' | 'other';
  /** Safe to show: no credential, no body of an unknown page. */
  readonly message: string;
  /** What the failed request cost, where the provider said so. */
  readonly usage?: Usage | undefined;
  /** The prompt is no step script: only a model could carry it out. Such a run opens no incident. */
  readonly needsModel?: true | undefined;
}

export interface JsonAnswer extends Usage {
  readonly value: unknown;
  readonly latencyMs: number;
}

/** One model. `step` is a turn of an agent; `answerJson` one structured answer (judge). Neither throws. 429 with retry-after is waited for within the timeout. */
export interface Model {
  readonly id: string;
  step(request: StepRequest): Promise<Outcome<Step, ModelFailure>>;
  answerJson(
    request: Omit<StepRequest, 'tools'> & { readonly schema: Readonly<Record<string, unknown>>; readonly schemaName: string },
  ): Promise<Outcome<JsonAnswer, ModelFailure>>;
}

export interface LlmDoor {
  open(ref: ModelRef): Model;
  /** Asks for one tool call; refuses a model that cannot make it. */
  preflight(ref: ModelRef, signal: AbortSignal): Promise<Outcome<{ latencyMs: number }, ModelFailure>>;
  /** Known list price, or null. Pure. */
  priceOf(provider: Provider, upstreamName: string): Price | null;
}
