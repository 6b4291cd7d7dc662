// What changed: in a workflow's content, and in a server's catalog.
import { z } from 'zod';

export const fieldDiff = z
  .object({
    path: z.string().describe('Such as criteria[1].criterionText'),
    op: z.enum(['add', 'remove', 'replace', 'move']),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .describe('One changed field');

const changeClass = z.enum(['breaking', 'non_breaking', 'informational']);
const kind = z.enum(['tool', 'resource', 'resource_template', 'prompt']);
const entry = z.object({ kind, name: z.string(), class: changeClass, hint: z.string().optional(), review: z.boolean().optional() });

export const catalogDiff = z
  .object({
    fromSnapshotId: z.string().nullable(),
    toSnapshotId: z.string().nullable(),
    breakingCount: z.int(),
    added: z.array(entry),
    removed: z.array(entry),
    changed: z.array(
      z.object({
        kind,
        name: z.string(),
        changes: z.array(
          z.object({
            path: z.string(),
            before: z.unknown().optional(),
            after: z.unknown().optional(),
            class: changeClass,
            hint: z.string().optional(),
            review: z.boolean().optional(),
          }),
        ),
      }),
    ),
  })
  .describe('What the server offers now and did not then, by class');
