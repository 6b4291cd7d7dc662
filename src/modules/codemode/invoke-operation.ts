// A verb: calls one operation without a script, for clients that cannot write any; same policy, limits and telemetry (spec 11 §7).
import { z } from 'zod';
import { invalidField } from '#kernel/errors';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { OpenBundle, Operation } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { createCallHost } from './calls/call-host.ts';

import type { ExecutionAnswer } from './executions/answer.ts';
import { finish } from './executions/finish.ts';
import { timeoutMsOf } from './executions/script-limits.ts';
import { beginExecution, NO_HEADER } from './executions/started.ts';
import { concludeCall } from './script/conclude-call.ts';

const Input = z.strictObject({
  operationId: z.string('must be text').min(1, 'must not be empty').max(500, 'must have at most 500 characters'),
  arguments: z.record(z.string(), z.unknown(), 'must be an object').default({}),
});

export interface InvokeRequest {
  readonly bundle: OpenBundle;
  /** As the document has it, or as scripts write it. */
  readonly operationId: unknown;
  readonly arguments?: unknown;
  readonly session: string;
  readonly signal: AbortSignal;
}

/** Throws `validation_failed` on `operationId` or `arguments`; what the API or the policy says is in the answer. */
export async function invokeOperation(ctx: Ctx, { bundle, session, signal, ...asked }: InvokeRequest): Promise<ExecutionAnswer> {
  requireRole(ctx, 'viewer');
  const input = parseInput(Input, asked.arguments === undefined ? { operationId: asked.operationId } : asked);
  const operation = operationNamed(bundle, input.operationId);
  const { deps, org, actor } = ctx;
  const { execution, stored } = beginExecution(ctx, { bundle, tool: 'invoke_operation', session, header: NO_HEADER });
  const timeoutMs = timeoutMsOf(bundle.manifest, deps.settings);
  const host = createCallHost({ deps, orgId: org.id, bundle, role: actor.role, timeoutMs, needsNoImage: true });
  const argsJson = JSON.stringify(input.arguments);
  try {
    const answer = await host.call(operation.jsName, argsJson, within(signal, timeoutMs));
    await stored;
    const durationMs = deps.clock.now().getTime() - execution.startedAt.getTime();
    return await concludeCall(ctx, { execution, host, answer, durationMs, name: operation.jsName, argsJson });
  } catch (error) {
    await stored;
    await finish(deps, execution, { done: { errorKind: 'interrupted', durationMs: 0, calls: host.calls, tags: host.tags } });
    throw error;
  }
}

const within = (signal: AbortSignal, ms: number): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ms)]);

function operationNamed({ operations }: { readonly operations: OpenBundle['operations'] }, name: string): Operation {
  const operation = operations.byOperationId.get(name) ?? operations.byJsName.get(name);
  if (!operation) throw invalidField('operationId', 'is no operation of this endpoint; find its name with search_sdk');
  return operation;
}
