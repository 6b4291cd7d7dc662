// Forgets what agents did in a deleted organization.
import type { Eraser } from '#modules/access';
import { deleteEvents } from '../store.ts';

const BATCH = 1_000;

export const eventEraser: Eraser = {
  name: 'analytics events',
  eraseBatch: (db, orgId) => deleteEvents(db, { orgId, limit: BATCH }),
};
