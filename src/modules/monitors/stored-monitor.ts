// Reads the JSON of a monitor back into its types. The database is a door too: a row that does not fit is an error, not a guess.
import { z } from 'zod';
import { CHECK_REASONS, CHECK_STATUSES, CHECK_TRIGGERS, INTERVALS, MONITOR_STATES } from './monitor.ts';
import type { Assertion, MonitorCheck } from './monitor.ts';

/** Parsed strictly, and its expression compiled, when it was saved: here only its kind is looked at. */
const storedAssertion = z.custom<Assertion>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string',
);

const count = z.int().nullable();

const storedCheck: z.ZodType<MonitorCheck> = z.object({
  id: z.string(),
  monitorId: z.string(),
  at: z.string(),
  status: z.enum(CHECK_STATUSES),
  reason: z.enum(CHECK_REASONS).nullable(),
  latencyMs: count,
  connectMs: count,
  message: z.string().nullable(),
  resultExcerpt: z.string().nullable(),
  failedAssertion: z
    .object({ index: z.int(), kind: z.enum(['jsonpath', 'json_schema', 'max_latency_ms']), message: z.string() })
    .nullable(),
  inMaintenance: z.boolean(),
  era: z.enum(['modern', 'legacy']).nullable(),
  trigger: z.enum(CHECK_TRIGGERS),
});

/** Text columns with a check constraint on exactly these values, and the JSON ones. */
export const storedColumns = z.object({
  arguments: z.record(z.string(), z.unknown()),
  assertions: z.array(storedAssertion),
  interval_seconds: z.literal(INTERVALS),
  protocol_era: z.enum(['auto', 'modern', 'legacy']),
  state: z.enum(MONITOR_STATES),
  status: z.enum(CHECK_STATUSES),
  last_check: storedCheck.nullable(),
});
