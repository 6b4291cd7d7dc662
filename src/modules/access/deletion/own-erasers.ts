// What access itself forgets of an organization. The audit log goes last: until then it tells what happened.
import type { Eraser } from './eraser.ts';
import { OWN_TABLES, eraseRows } from './store.ts';

export const ownErasers: readonly Eraser[] = OWN_TABLES.map((table) => ({
  name: table,
  eraseBatch: (db, orgId) => eraseRows(db, table, orgId),
}));
