// A workflow's content as this endpoint answers it.
import { z } from 'zod';
import { wireSpecResult } from '#modules/workflows';

// Stored checks were compiled when they were saved; to answer them, nothing needs to be compiled again.
const criterion = wireSpecResult.shape.criteria.element.extend({
  check: z.unknown().optional().describe('As armature://schemas/workflow describes it'),
});

export const specResult = wireSpecResult.extend({ criteria: z.array(criterion) });
