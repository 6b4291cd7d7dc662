// What a caller may send as `toolPolicy` (spec 02 §6).
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { MAX_TOOL_NAME } from './check-input.ts';

const MAX_ENTRIES = 200;
const entries = z.array(boundedText(1, MAX_TOOL_NAME)).max(MAX_ENTRIES);

export const toolPolicyInput = z
  .strictObject({
    allowed_tools: entries.optional().describe('Names or globs with * and ?. Given and no match: blocked'),
    denied_tools: entries.optional().describe('Names or globs with * and ?. A match is blocked'),
    allow_destructive: z.boolean().optional().describe('Default false: tools annotated destructive are blocked unless named literally'),
  })
  .superRefine(({ allowed_tools: allowed = [], denied_tools: denied = [] }, context) => {
    const names = new Set(allowed);
    denied.forEach((name, index) => {
      if (names.has(name)) context.addIssue({ code: 'custom', path: ['denied_tools', index], message: 'is in both lists' });
    });
  });
