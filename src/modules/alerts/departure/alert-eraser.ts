// Forgets the rules, incidents, deliveries, destinations and inbox of a deleted organization.
import type { Eraser } from '#modules/access';
import { deleteSomeOf } from './store.ts';

const BATCH = 1_000;

export const alertEraser: Eraser = { name: 'alerts', eraseBatch: (db, orgId) => deleteSomeOf(db, orgId, BATCH) };
