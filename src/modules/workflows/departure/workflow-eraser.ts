// Forgets the workflows of a deleted organization with their versions.
import type { Eraser } from '#modules/access';
import { deleteWorkflowsOf } from './store.ts';

const BATCH = 50;

export const workflowEraser: Eraser = { name: 'workflows', eraseBatch: (db, orgId) => deleteWorkflowsOf(db, orgId, BATCH) };
