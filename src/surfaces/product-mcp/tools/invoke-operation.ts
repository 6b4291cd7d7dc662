// invoke_operation: calls one operation, for clients that cannot drive scripts.
import { z } from 'zod';
import { invokeOperation } from '#modules/codemode';
import type { Ctx } from '#platform/ctx';
import { defineTool } from '#platform/mcp/define-tool';
import type { HostedTool } from '#platform/mcp/define-tool';
import { CALLS_API } from '../agent-work.ts';
import type { AgentWork } from '../agent-work.ts';
import { introduction, rulesInTool } from '../instructions.ts';
import { settled } from '../settle-approval.ts';
import { approvalId, executionAnswer } from './execution-schema.ts';

const fields = {
  operationId: z.string().min(1, 'must not be empty').max(500, 'must be at most 500 characters').describe('As search_sdk shows it'),
  arguments: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('The arguments of the operation by name, and `body`, as its signature says'),
};
const input = z.strictObject(fields);
/** Where some operations wait for a person. */
const askingInput = z.strictObject({ ...fields, approvalId });

interface Given {
  readonly operationId: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly approvalId?: string | undefined;
}

export function invokeOperationTool(ctx: Ctx, work: AgentWork): HostedTool {
  const { bundle, manner, sessionKey } = work;
  const asks = bundle.manifest.policy.some(({ action }) => action === 'ask');
  return defineTool<Given, object>({
    name: 'invoke_operation',
    title: 'Call an operation of the API',
    description: `${introduction(bundle)} Calls one operation of it.\n\n${rulesInTool(bundle, manner)}`,
    annotations: CALLS_API,
    input: asks ? askingInput : input,
    output: executionAnswer,
    run: ({ operationId, arguments: args, ...given }, context) =>
      settled({ ctx, work, context }, given.approvalId, () =>
        invokeOperation(ctx, { bundle, operationId, arguments: args, session: sessionKey, signal: context.signal }),
      ),
  });
}
