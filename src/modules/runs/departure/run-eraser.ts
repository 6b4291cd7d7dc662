// Forgets the runs of a deleted organization with their traces.
import type { Eraser } from '#modules/access';
import { deleteRunsOf } from './store.ts';

/** A run may have thousands of events. */
const BATCH = 20;

export const runEraser: Eraser = { name: 'runs', eraseBatch: (db, orgId) => deleteRunsOf(db, orgId, BATCH) };
