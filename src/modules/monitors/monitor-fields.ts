// Reads what names a monitor and what is wrong with the fields of one.
import { z } from 'zod';
import { validationFailed } from '#kernel/errors';
import type { FieldError } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';

const monitorId = z.string('must be text');
export const byMonitor = z.strictObject({ monitorId });

/** Fields that only we write: refused with a reason instead of as unknown. */
export const READ_ONLY: ReadonlySet<string> = new Set([
  'id',
  'mcpServerName',
  'status',
  'statusSince',
  'consecutiveFailures',
  'lastCheck',
  'nextCheckAt',
  'uptime24h',
  'p50Ms',
  'p95Ms',
  'inMaintenance',
  'warnings',
  'createdAt',
  'updatedAt',
]);

/** Throws `validation_failed` with every wrong field; does nothing when there is none. */
export function refuseErrors(errors: readonly FieldError[]): void {
  const [first, ...rest] = errors;
  if (first) throw validationFailed([first, ...rest]);
}

/** The id, and the rest of what was sent. */
export function splitMonitorId(raw: unknown): { monitorId: string; fields: Record<string, unknown> } {
  const { monitorId: found, ...fields } = parseInput(z.looseObject({ monitorId }), raw);
  return { monitorId: found, fields };
}
