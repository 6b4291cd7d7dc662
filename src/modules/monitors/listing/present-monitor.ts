// Makes of stored monitors what is shown: with their numbers, their next check, and what to be warned of.
import type { Ctx } from '#platform/ctx';
import { numbersOf } from '../checks/numbers-of.ts';
import { maintenanceOf } from '#modules/servers';
import { findWarnings } from './find-warnings.ts';
import type { Monitor, MonitorNumbers } from '../monitor.ts';
import type { MonitorRow } from './store.ts';

const NO_NUMBERS: MonitorNumbers = { uptime24h: null, p50Ms: null, p95Ms: null };

/** One query for the numbers and one for the windows, however many monitors there are. */
export async function presentMonitors(ctx: Pick<Ctx, 'deps'>, rows: readonly MonitorRow[]): Promise<readonly Monitor[]> {
  if (rows.length === 0) return [];
  const { db, clock } = ctx.deps;
  const now = clock.now();
  const [numbers, serversInMaintenance] = await Promise.all([
    numbersOf(
      db,
      rows.map(({ id }) => id),
      now,
    ),
    maintenanceOf(
      db,
      rows.map(({ mcpServerId }) => mcpServerId),
      now,
    ),
  ]);
  return rows.map((row) => present(row, numbers.get(row.id) ?? NO_NUMBERS, serversInMaintenance.has(row.mcpServerId)));
}

function present(row: MonitorRow, numbers: MonitorNumbers, inMaintenance: boolean): Monitor {
  const { orgId: _org, seq: _seq, isServerActive: _active, tool: _tool, nextCheckAt, ...shown } = row;
  return { ...shown, ...numbers, nextCheckAt: row.state === 'active' ? nextCheckAt : null, inMaintenance, warnings: findWarnings(row) };
}
