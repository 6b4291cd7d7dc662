// Forgets the models of a deleted organization.
import type { Eraser } from '#modules/access';
import { deleteModelsOf } from './store.ts';

export const modelEraser: Eraser = { name: 'models', eraseBatch: deleteModelsOf };
