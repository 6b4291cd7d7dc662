// Check now: one check more, at once, for a person who waits for it (spec 03 §2).
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AppError, notFound } from '#kernel/errors';
import { seconds } from '#kernel/duration';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import type { MonitorCheck } from '../monitor.ts';
import { findMonitor } from '../store.ts';
import type { MonitorRecord } from '../store.ts';
import { performCheck } from './perform-check.ts';
import { recordOutcome } from './record-outcome.ts';
import { claimMonitor, LEASE_MARGIN_MS, releaseClaim } from './store.ts';
import type { Claim } from './store.ts';

const checkNowInput = z.strictObject({ monitorId: z.string('must be text') });

const LOOK_AGAIN_MS = 250;

/** Waits its turn while another check runs. Throws `conflict` for a paused monitor, or when its turn does not come in time. */
export async function checkNow(ctx: Ctx, raw: unknown): Promise<MonitorCheck> {
  requireRole(ctx, 'editor');
  const { monitorId } = parseInput(checkNowInput, raw);
  const monitor = await findMonitor(ctx.deps.db, ctx.org.id, monitorId);
  if (!monitor) throw notFound('monitor');
  if (monitor.state !== 'active') throw new AppError('conflict', 'The monitor is paused. Resume it, and it is checked at once.');
  const claim = await claimInTurn(ctx, monitor);
  try {
    const performed = await performCheck(ctx, claim);
    const check = await recordOutcome(ctx.deps, { claim, tickAt: null, trigger: 'manual', performed });
    if (check) return check;
  } catch (error) {
    await releaseClaim(ctx.deps.db, claim);
    throw error;
  }
  await releaseClaim(ctx.deps.db, claim);
  throw new AppError('conflict', 'The monitor was changed while it was checked. Check it again.');
}

async function claimInTurn(ctx: Ctx, { id: monitorId, timeoutSeconds }: MonitorRecord): Promise<Claim> {
  const { db, clock } = ctx.deps;
  const owner = randomUUID();
  const giveUpAt = clock.now().getTime() + seconds(timeoutSeconds) + LEASE_MARGIN_MS;
  for (;;) {
    const claim = await claimMonitor(db, { monitorId, tickAt: null, owner, now: clock.now() });
    if (claim) return claim;
    if (clock.now().getTime() >= giveUpAt)
      throw new AppError('conflict', 'Another check of this monitor runs, or it was paused. Try again.');
    await clock.sleep(LOOK_AGAIN_MS, ctx.signal);
  }
}
