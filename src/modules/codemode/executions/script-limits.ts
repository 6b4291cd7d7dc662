// What one script may use, from the bundle's manifest and what the operator set for it (spec 07 §5). Pure.
import type { Manifest } from '#modules/sources';
import type { ScriptLimits } from '#platform/sandbox/sandbox';
import type { Settings } from '#platform/ctx';
import { MAX_RAW_BYTES } from './bounded-result.ts';

const MAX_LOGS = 100;
const MAX_LOG_BYTES = 8 * 1024;

/** Milliseconds: the variable the manifest names, where the operator set it to a limit, otherwise the manifest's own. */
export function timeoutMsOf(
  { scriptTimeoutEnv, limits }: Pick<Manifest, 'scriptTimeoutEnv' | 'limits'>,
  { timeLimits }: Pick<Settings, 'timeLimits'>,
): number {
  return (scriptTimeoutEnv === undefined ? undefined : timeLimits?.get(scriptTimeoutEnv)) ?? limits.timeoutMs;
}

export const scriptLimits = ({ limits }: Pick<Manifest, 'limits'>, timeoutMs: number): ScriptLimits => ({
  memoryMb: limits.memoryMb,
  timeoutMs,
  maxCalls: limits.maxCalls,
  maxResultBytes: MAX_RAW_BYTES,
  maxLogs: MAX_LOGS,
  maxLogBytes: MAX_LOG_BYTES,
});
