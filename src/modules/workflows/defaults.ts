// What a workflow has where nothing was sent (spec 02 §7).
import type { Limits, RetryPolicy } from './workflow.ts';

export const DEFAULT_LIMITS: Limits = {
  maxSteps: 30,
  maxToolCalls: 60,
  timeoutSeconds: 300,
  maxTokens: 200_000,
  maxCostUsd: 1,
  maxToolResultBytes: 65_536,
};

/** The highest each may be. */
export const MAX_LIMITS: Limits = {
  maxSteps: 200,
  maxToolCalls: 500,
  timeoutSeconds: 3600,
  maxTokens: 2_000_000,
  maxCostUsd: 100,
  maxToolResultBytes: 1_048_576,
};

export const DEFAULT_RETRY_POLICY: RetryPolicy = { maxAttempts: 2, retryOn: ['error'], backoffSeconds: 10 };
