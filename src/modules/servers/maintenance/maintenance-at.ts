// Whether a server is in maintenance at a moment: asked by those who check, alert and count.
import type { Db, Tx } from '#platform/db/connect';
import { isOpen } from './occurrence.ts';
import { windowsAround } from './store.ts';

export async function maintenanceAt(
  db: Db | Tx,
  { orgId, serverId, at }: { readonly orgId: string; readonly serverId: string; readonly at: Date },
): Promise<{ readonly id: string; readonly title: string } | undefined> {
  const open = (await windowsAround(db, { orgId, serverIds: [serverId], at })).find((window) => isOpen(window, at));
  return open && { id: open.id, title: open.title };
}

/** The servers among these that are in maintenance. */
export async function maintenanceOf(db: Db | Tx, serverIds: readonly string[], at: Date): Promise<Set<string>> {
  const windows = await windowsAround(db, { serverIds, at });
  return new Set(windows.filter((window) => isOpen(window, at)).map(({ serverId }) => serverId));
}
