// Forgets the secrets of an organization that is being deleted, a batch at a time.
import type { Db } from '#platform/db/connect';
import { deleteSecretsOf } from './store.ts';

const BATCH = 500;

/** How many went; 0 when none is left. */
export const eraseSecrets = (db: Db, orgId: string): Promise<number> => deleteSecretsOf(db, orgId, BATCH);
