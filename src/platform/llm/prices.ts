// Model → list price, from the price catalogue that comes with the program; no request is made.
import { createRequire } from 'node:module';
import type { Price, Provider, Usage } from './model.ts';

type Catalogue = typeof import('@pydantic/genai-prices');

const PRICED_PROVIDERS: Partial<Record<Provider, string>> = { anthropic: 'anthropic', openai: 'openai', google: 'google' };
const SAMPLE_TOKENS = 1000;
const SAMPLES_PER_MTOK = 1000;

/**
 * Dollars per million tokens, or null when unknown. Another server behind `openai-compatible` has no list price.
 * The price of a short request is taken: the catalogue's tiers for very long prompts are not.
 */
export function priceOf(provider: Provider, upstreamName: string): Price | null {
  const providerId = PRICED_PROVIDERS[provider];
  if (providerId === undefined) return null;
  const price = catalogue().calcPrice({ input_tokens: SAMPLE_TOKENS, output_tokens: SAMPLE_TOKENS }, upstreamName, { providerId });
  if (!price || price.total_price <= 0) return null;
  return { inputUsdPerMTok: perMTok(price.input_price), outputUsdPerMTok: perMTok(price.output_price), source: 'catalog' };
}

/** Cached input is charged at the full rate, so the figure is an upper bound. */
export function usageOf(price: Price | null, tokensIn: number, tokensOut: number): Usage {
  const costUsd = price === null ? null : (tokensIn * price.inputUsdPerMTok + tokensOut * price.outputUsdPerMTok) / 1e6;
  return { tokensIn, tokensOut, costUsd };
}

const perMTok = (sampleUsd: number): number => Number((sampleUsd * SAMPLES_PER_MTOK).toPrecision(12));

const require = createRequire(import.meta.url);
// Loaded at first use: its data costs 45 ms, which no start should pay.
const catalogue = (): Catalogue => require('@pydantic/genai-prices') as Catalogue;
