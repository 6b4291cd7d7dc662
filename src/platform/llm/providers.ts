// Provider kind → AI SDK provider, loaded at first use.
import type { LanguageModel } from 'ai';
import type { SafeFetch } from '#platform/http/safe-fetch';
import type { ModelRef } from './model.ts';

type ModelProvider = ModelRef['provider'];

interface Opened {
  readonly model: LanguageModel;
  readonly providerOptions?: Readonly<Record<string, Record<string, boolean>>> | undefined;
}

/** True when a request without a key cannot work, so that none is made. */
export const needsKey = (ref: Pick<ModelRef, 'provider' | 'baseUrl'>): boolean =>
  ref.provider === 'anthropic' || ref.provider === 'google' || (ref.provider === 'openai' && ref.baseUrl === undefined);

/** Key and address are always passed: the libraries would otherwise take them from the operator's environment. */
const OPENERS: Record<ModelProvider, (ref: ModelRef, fetch: typeof globalThis.fetch) => Promise<Opened>> = {
  anthropic: async (ref, fetch) => {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return { model: createAnthropic({ apiKey: ref.apiKey ?? '', baseURL: 'https://api.anthropic.com/v1', fetch })(ref.upstreamName) };
  },
  google: async (ref, fetch) => {
    const { createGoogle } = await import('@ai-sdk/google');
    const baseURL = 'https://generativelanguage.googleapis.com/v1beta';
    return { model: createGoogle({ apiKey: ref.apiKey ?? '', baseURL, fetch })(ref.upstreamName) };
  },
  openai: async (ref, fetch) => {
    const { createOpenAI } = await import('@ai-sdk/openai');
    const provider = createOpenAI({ apiKey: ref.apiKey ?? '', baseURL: ref.baseUrl ?? 'https://api.openai.com/v1', fetch });
    // Other servers behind a base URL speak chat completions only; OpenAI itself is asked to keep nothing.
    if (ref.baseUrl !== undefined) return { model: provider.chat(ref.upstreamName) };
    return { model: provider.responses(ref.upstreamName), providerOptions: { openai: { store: false } } };
  },
  'openai-compatible': async (ref, fetch) => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const provider = createOpenAICompatible({
      name: 'openai-compatible',
      baseURL: (ref.baseUrl ?? '').replace(/\/+$/, ''),
      fetch,
      supportsStructuredOutputs: true,
      ...(ref.apiKey === undefined ? {} : { apiKey: ref.apiKey }),
    });
    return { model: provider(ref.upstreamName) };
  },
};

export const openProvider = (ref: ModelRef, fetch: SafeFetch): Promise<Opened> => OPENERS[ref.provider](ref, asFetch(fetch));

/** The libraries call fetch with a URL and an init; a Request object is turned into those two first. */
function asFetch(fetch: SafeFetch): typeof globalThis.fetch {
  return (input, init) => (input instanceof Request ? fetch(input.url, { ...init }) : fetch(input, init));
}
