// Forgets the monitors of a deleted organization with their checks, sums and outages.
import type { Eraser } from '#modules/access';
import { deleteSomeOf } from './store.ts';

const BATCH = 5_000;

export const monitorEraser: Eraser = { name: 'monitors', eraseBatch: (db, orgId) => deleteSomeOf(db, orgId, BATCH) };
