// execute_script: runs a short script against the generated client.
import { z } from 'zod';
import { executeScript } from '#modules/codemode';
import type { Ctx } from '#platform/ctx';
import { defineTool } from '#platform/mcp/define-tool';
import type { HostedTool } from '#platform/mcp/define-tool';
import { CALLS_API } from '../agent-work.ts';
import type { AgentWork } from '../agent-work.ts';
import { introduction, rulesInTool } from '../instructions.ts';
import { settled } from '../settle-approval.ts';
import { approvalId, executionAnswer } from './execution-schema.ts';

const MAX_CODE_CHARS = 65_536;

const code = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_CODE_CHARS, `must be at most ${MAX_CODE_CHARS} characters`)
  .describe('TypeScript or JavaScript: the body of an async function');
const input = z.strictObject({ code });
/** Where some operations wait for a person. */
const askingInput = z.strictObject({ code, approvalId });

export function executeScriptTool(ctx: Ctx, work: AgentWork): HostedTool {
  const { bundle, manner, sessionKey } = work;
  const asks = bundle.manifest.policy.some(({ action }) => action === 'ask');
  return defineTool<{ readonly code: string; readonly approvalId?: string | undefined }, object>({
    name: 'execute_script',
    title: 'Run a script against the API',
    description: `${introduction(bundle)} Runs a TypeScript script against it.\n\n${rulesInTool(bundle, manner)}`,
    annotations: CALLS_API,
    input: asks ? askingInput : input,
    output: executionAnswer,
    run: (given, context) =>
      settled({ ctx, work, context }, given.approvalId, () =>
        executeScript(ctx, {
          bundle,
          code: given.code,
          session: sessionKey,
          typecheck: manner.typechecks,
          signal: context.signal,
          onProgress: (calls, { operationId }) => void context.progress(calls, `${operationId} has answered.`),
        }),
      ),
  });
}
