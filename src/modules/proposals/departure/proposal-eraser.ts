// Forgets the proposals of a deleted organization; their content goes with its workflows.
import type { Eraser } from '#modules/access';
import { deleteProposalsOf } from '../store.ts';

const BATCH = 500;

export const proposalEraser: Eraser = { name: 'proposals', eraseBatch: (db, orgId) => deleteProposalsOf(db, orgId, BATCH) };
