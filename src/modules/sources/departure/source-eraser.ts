// Forgets the sources of a deleted organization: the large parts of their bundles first, a few at a time.
import type { Eraser } from '#modules/access';
import { deletePartsOf, deleteSourcesOf } from './store.ts';

const PARTS = 20;
const SOURCES = 20;

export const sourceEraser: Eraser = {
  name: 'sources',
  eraseBatch: async (db, orgId) => (await deletePartsOf(db, orgId, PARTS)) || deleteSourcesOf(db, orgId, SOURCES),
};
