// Forgets the status page of a deleted organization; its slug is free again.
import type { Eraser } from '#modules/access';
import { deletePageOf } from './store.ts';

export const statusPageEraser: Eraser = { name: 'status pages', eraseBatch: deletePageOf };
