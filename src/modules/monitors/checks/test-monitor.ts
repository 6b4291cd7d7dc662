// Tries an unsaved monitor: one check of it, of which nothing is stored (spec 03 §3).
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { draftMonitor } from '../draft-monitors.ts';
import type { MonitorCheck } from '../monitor.ts';
import { performCheck } from './perform-check.ts';

export type TestedCheck = Omit<MonitorCheck, 'id' | 'monitorId'>;

/** `raw`: the fields of a new monitor; throws as creating it would. What the server does is the answer. */
export async function testMonitor(ctx: Ctx, raw: unknown): Promise<TestedCheck> {
  requireRole(ctx, 'editor');
  const spec = await draftMonitor(ctx, raw);
  return { ...(await performCheck(ctx, spec)), trigger: 'manual' };
}
