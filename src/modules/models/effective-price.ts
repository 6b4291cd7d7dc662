// Which price counts: the organization's own, else the catalogue's, else none. Pure.
import type { Price } from '#platform/llm/model';
import type { ModelRecord } from './model.ts';

/** An own price needs both sides; half a price is no price. */
export function effectivePrice(model: Pick<ModelRecord, 'inputUsdPerMTok' | 'outputUsdPerMTok'>, listPrice: Price | null): Price | null {
  const { inputUsdPerMTok, outputUsdPerMTok } = model;
  if (inputUsdPerMTok === null || outputUsdPerMTok === null) return listPrice;
  return { inputUsdPerMTok, outputUsdPerMTok, source: 'override' };
}
