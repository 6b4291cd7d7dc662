// The noun: a model of an organization that can test or judge (spec 02 §8), and the built-in tester that is no AI.
import type { Price, Provider } from '#platform/llm/model';

export const MODEL_ROLES = ['tester', 'judge'] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];

export interface ModelRecord {
  /** `<provider>/<name>`, unique per organization. */
  readonly id: string;
  readonly displayName: string;
  readonly provider: Provider;
  readonly upstreamName: string;
  readonly baseUrl: string | null;
  readonly roles: readonly ModelRole[];
  readonly contextTokens: number | null;
  /** Own price in US dollars per million tokens; null follows the price catalogue. */
  readonly inputUsdPerMTok: number | null;
  readonly outputUsdPerMTok: number | null;
  readonly active: boolean;
  /** When a key was stored; never any part of it. */
  readonly secretSetAt: string | null;
}

export interface Model extends ModelRecord {
  /** The price that counts, or null when it is unknown. */
  readonly price: Price | null;
  readonly builtIn: boolean;
  readonly isDefaultTester: boolean;
  readonly isDefaultJudge: boolean;
}

export const SCRIPT_MODEL_ID = 'script/steps';

/** Every organization has it; it has no row. */
export const SCRIPT_MODEL: ModelRecord = {
  id: SCRIPT_MODEL_ID,
  displayName: 'Step script (no AI)',
  provider: 'script',
  upstreamName: 'steps',
  baseUrl: null,
  roles: ['tester'],
  contextTokens: null,
  inputUsdPerMTok: null,
  outputUsdPerMTok: null,
  active: true,
  secretSetAt: null,
};
