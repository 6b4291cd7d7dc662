// Forgets the news of an organization that is being deleted, a batch at a time.
import type { Db } from '#platform/db/connect';
import { deleteFactsOf } from './store.ts';

const BATCH = 1_000;

/** How many went; 0 when none is left. */
export const eraseFacts = (db: Db, orgId: string): Promise<number> => deleteFactsOf(db, orgId, BATCH);
