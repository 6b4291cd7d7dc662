// Monitors, their checks, and what the wizard proposes, as REST answers them (spec 03 §1–3).
import { z } from 'zod';
import { assertionInput, CHECK_REASONS, CHECK_STATUSES, CHECK_TRIGGERS, INTERVALS, MONITOR_STATES } from '#modules/monitors';
import { jsonObject, pageOf, time } from './page.ts';

const count = z.int().nullable();
const percent = z.number().nullable();

export const monitorCheck = z
  .strictObject({
    id: z.string(),
    monitorId: z.string(),
    at: time,
    status: z.enum(CHECK_STATUSES),
    reason: z.enum(CHECK_REASONS).nullable(),
    latencyMs: count,
    connectMs: count,
    message: z.string().nullable(),
    resultExcerpt: z.string().nullable(),
    failedAssertion: z
      .strictObject({ index: z.int(), kind: z.enum(['jsonpath', 'json_schema', 'max_latency_ms']), message: z.string() })
      .nullable(),
    inMaintenance: z.boolean(),
    era: z.enum(['modern', 'legacy']).nullable(),
    trigger: z.enum(CHECK_TRIGGERS),
  })
  .meta({ id: 'MonitorCheck' });

/** Of an unsaved monitor: nothing is stored, so it has no id and belongs to none. */
export const testedCheck = monitorCheck.omit({ id: true, monitorId: true }).meta({ id: 'TestedCheck' });

export const monitor = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    mcpServerId: z.string(),
    mcpServerName: z.string(),
    authProfileId: z.string().nullable(),
    toolName: z.string(),
    arguments: jsonObject,
    intervalSeconds: z.literal(INTERVALS),
    timeoutSeconds: z.int(),
    assertions: z.array(assertionInput),
    validateOutputSchema: z.boolean(),
    allowDestructive: z.boolean(),
    protocolEra: z.enum(['auto', 'modern', 'legacy']),
    state: z.enum(MONITOR_STATES),
    status: z.enum(CHECK_STATUSES),
    statusSince: time.nullable(),
    consecutiveFailures: z.int(),
    lastCheck: monitorCheck.nullable(),
    nextCheckAt: time.nullable(),
    uptime24h: percent,
    p50Ms: percent,
    p95Ms: percent,
    inMaintenance: z.boolean(),
    warnings: z.array(z.string()),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Monitor' });

export const createdMonitors = z.union([monitor, z.strictObject({ monitors: z.array(monitor) })]);

export const suggestion = z
  .strictObject({
    toolName: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    readOnly: z.boolean(),
    destructive: z.boolean(),
    hasOutputSchema: z.boolean(),
    isMonitored: z.boolean(),
    arguments: jsonObject,
    argumentsProblem: z.string().nullable(),
  })
  .meta({ id: 'MonitorSuggestion' });

export const checkPage = z
  .strictObject({
    ...pageOf(monitorCheck).shape,
    summary: z.strictObject({
      uptimePercent: percent,
      p50Ms: percent,
      p95Ms: percent,
      pass: z.int(),
      fail: z.int(),
      error: z.int(),
    }),
  })
  .meta({ id: 'MonitorCheckPage' });

export const checkSeriesResult = z
  .strictObject({
    points: z.array(
      z.strictObject({ at: time, pass: z.int(), fail: z.int(), error: z.int(), excluded: z.int(), p50Ms: percent, p95Ms: percent }),
    ),
    outages: z.array(
      z.strictObject({
        id: z.string(),
        startedAt: time,
        endedAt: time.nullable(),
        status: z.enum(CHECK_STATUSES),
        reason: z.enum(CHECK_REASONS).nullable(),
        checks: z.int(),
      }),
    ),
  })
  .meta({ id: 'MonitorSeries' });
