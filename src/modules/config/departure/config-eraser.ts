// Forgets the configuration keys of a deleted organization.
import type { Eraser } from '#modules/access';
import { deleteKeysOf } from './store.ts';

const BATCH = 1_000;

export const configEraser: Eraser = { name: 'configuration keys', eraseBatch: (db, orgId) => deleteKeysOf(db, orgId, BATCH) };
