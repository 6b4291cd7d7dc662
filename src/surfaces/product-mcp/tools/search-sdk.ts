// search_sdk: finds operations of the SDK with their exact signatures.
import { z } from 'zod';
import { searchSdk } from '#modules/codemode';
import type { Ctx } from '#platform/ctx';
import { defineTool } from '#platform/mcp/define-tool';
import type { HostedTool } from '#platform/mcp/define-tool';
import type { AgentWork } from '../agent-work.ts';
import { introduction } from '../instructions.ts';

const DEFAULT_LIMIT = 12;

const input = z.strictObject({
  query: z
    .string()
    .min(1, 'must not be empty')
    .max(500, 'must be at most 500 characters')
    .describe('An operation name, part of a path, a field of a schema, or plain words, such as "change a pet"'),
  limit: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(20, 'must be at most 20')
    .default(DEFAULT_LIMIT)
    .describe('How many matches at most'),
});

const match = z.object({
  operationId: z.string(),
  signature: z.string().describe('The call, in TypeScript'),
  summary: z.string(),
  method: z.string(),
  path: z.string(),
  snippet: z.string().describe('The types that the call mentions, in TypeScript'),
  score: z.number().describe('From 0 to 1'),
});

const output = z.object({
  bundleId: z.string(),
  matches: z.array(match).describe('Best first'),
  total: z.int().describe('How many operations match'),
  shown: z.string().describe('How many of how many are here'),
  hint: z.string().optional().describe('What to try where nothing fits, or more than is here'),
});

export const searchSdkTool = (ctx: Ctx, { bundle, manner, sessionKey }: AgentWork): HostedTool =>
  defineTool({
    name: 'search_sdk',
    title: 'Search the SDK',
    description: `${introduction(bundle)} Finds its operations by name, path, schema field or plain words, and shows the exact TypeScript signatures. Look up here what you are about to call.`,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input,
    output,
    run: async ({ query, limit }) => {
      const warmsTypes = manner.runsCode && manner.typechecks;
      return output.parse(await searchSdk(ctx, { bundle, query, limit, session: sessionKey, warmsTypes }));
    },
  });
