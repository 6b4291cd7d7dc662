// Forgets what agents ran in a deleted organization; approvals go with their executions.
import type { Eraser } from '#modules/access';
import { deleteExecutions } from '../executions/store.ts';

const BATCH = 500;

export const codeModeEraser: Eraser = { name: 'executions', eraseBatch: (db, orgId) => deleteExecutions(db, { orgId, limit: BATCH }) };
