// Forgets the servers of a deleted organization, and everything that hangs on them.
import type { Eraser } from '#modules/access';
import { deleteServersOf } from './store.ts';

/** A server's snapshots may be many and large. */
const BATCH = 5;

export const serverEraser: Eraser = { name: 'servers', eraseBatch: (db, orgId) => deleteServersOf(db, orgId, BATCH) };
