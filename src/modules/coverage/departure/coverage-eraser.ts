// Forgets what the runs of a deleted organization did with each tool. Goes before the runs.
import type { Eraser } from '#modules/access';
import { deleteUsesOf } from './store.ts';

const BATCH = 1_000;

export const coverageEraser: Eraser = { name: 'tool uses', eraseBatch: (db, orgId) => deleteUsesOf(db, orgId, BATCH) };
