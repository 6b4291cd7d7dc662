// A verb: runs an agent's script against a bundle, in a machine of its own (spec 07 §6, §7).
import { z } from 'zod';
import { verbatimText } from '#kernel/bounded-text';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { OpenBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import type { PreparedScript, ScriptHeader, UnpreparedScript } from '#platform/script/prepared-script';
import { createCallHost } from './calls/call-host.ts';
import type { CallHost } from './calls/call-host.ts';
import { answerOf } from './executions/answer-of.ts';
import { answerRedaction } from './executions/answer-redaction.ts';
import type { CallRecord, ExecutionAnswer, ExecutionError } from './executions/answer.ts';
import type { Header } from './executions/execution.ts';
import { finish } from './executions/finish.ts';
import { scriptLimits, timeoutMsOf } from './executions/script-limits.ts';
import { beginExecution } from './executions/started.ts';
import type { Begun } from './executions/started.ts';
import { checkTypes } from './script/check-types.ts';
import { concludeScript } from './script/conclude-script.ts';

export const MAX_CODE_CHARS = 65_536;
const Input = z.strictObject({ code: verbatimText(1, MAX_CODE_CHARS) });

export interface ScriptRequest {
  readonly bundle: OpenBundle;
  readonly code: unknown;
  /** Groups what one client does (spec 08 §3). */
  readonly session: string;
  /** False: the client has turned it off. */
  readonly typecheck: boolean;
  /** Aborts the script and what it is calling. */
  readonly signal: AbortSignal;
  /** Told of every call that was answered, with how many there were. */
  readonly onProgress?: ((calls: number, last: CallRecord) => void) | undefined;
}

/**
 * Throws `validation_failed` on `code`, and `unavailable` when there is no room. What a script does wrong is in the answer; so is
 * that it waits for a person (`approval_pending`, to be asked for with `resumeExecution`).
 */
export async function executeScript(ctx: Ctx, request: ScriptRequest): Promise<ExecutionAnswer> {
  requireRole(ctx, 'viewer');
  const { code } = parseInput(Input, { code: request.code });
  const { deps } = ctx;
  const startedMs = deps.clock.now().getTime();
  const host = hostOf(ctx, request);
  if (code.includes(request.bundle.manifest.clientName)) host.warm();
  const prepared = await deps.scriptPreparer.prepare(code, { signal: request.signal, owner: ctx.org.id });
  const begun = beginExecution(ctx, {
    bundle: request.bundle,
    tool: 'execute_script',
    session: request.session,
    header: headerOf(prepared.header),
    script: code,
  });
  try {
    const { fault, warnings = [] } = await judge(ctx, request, prepared);
    if (fault || !prepared.ok) return await refuse(ctx, begun, { error: fault ?? cannotRun, startedMs });
    return await run(ctx, { request, host, code, prepared, begun, startedMs, warnings });
  } catch (error) {
    await begun.stored;
    await finish(deps, begun.execution, { done: { errorKind: 'interrupted', durationMs: 0, calls: [], tags: [] } });
    throw error;
  }
}

const headerOf = ({ intent, context, frustration }: ScriptHeader): Header => ({
  intent: intent ?? null,
  context: context ?? null,
  frustration: frustration ?? null,
});

const cannotRun: ExecutionError = { kind: 'syntax_error', message: 'The script cannot be read.' };

interface Judged {
  readonly fault?: ExecutionError | undefined;
  readonly warnings?: readonly string[] | undefined;
}

/** What is wrong with it before it runs: it cannot be read, or its types say that it cannot work; or nobody could tell. */
async function judge(ctx: Ctx, request: ScriptRequest, prepared: PreparedScript | UnpreparedScript): Promise<Judged> {
  // The compiler sees only what the parser took: what nests too deeply would end it for everybody.
  if (!prepared.ok) return { fault: prepared.error };
  const { bundle, typecheck, signal } = request;
  if (!typecheck) return {};
  const checked = await checkTypes(ctx, bundle, prepared.checked, signal);
  if (checked.kind === 'unchecked') {
    ctx.deps.log.warn({ bundleId: bundle.bundleId, reason: checked.reason }, 'the types of a script were not checked');
    return { warnings: [`types were not checked: ${checked.message}`] };
  }
  const [first, ...others] = checked.faults;
  if (!first) return {};
  return { fault: { kind: 'type_error', message: first.message + moreOf(others), line: first.line, column: first.column } };
}

const NAMED = 4;

function moreOf(others: readonly { readonly message: string; readonly line: number }[]): string {
  const named = others.slice(0, NAMED).map(({ message, line }) => `\nline ${line}: ${message}`);
  const more = others.length > NAMED ? `\n… and ${others.length - NAMED} more` : '';
  return named.join('') + more;
}

async function refuse(
  ctx: Ctx,
  { execution, stored }: Begun,
  { error, startedMs }: { error: ExecutionError; startedMs: number },
): Promise<ExecutionAnswer> {
  const { deps, org } = ctx;
  const durationMs = deps.clock.now().getTime() - startedMs;
  await stored;
  await finish(deps, execution, { done: { errorKind: error.kind, durationMs, calls: [], tags: [] } });
  const ended = { execId: execution.id, outcome: { ok: false, error }, logs: [], calls: [], durationMs } as const;
  return answerOf(ended, await answerRedaction(deps, org.id));
}

function hostOf({ deps, org, actor }: Ctx, { bundle, onProgress }: ScriptRequest): CallHost {
  const timeoutMs = timeoutMsOf(bundle.manifest, deps.settings);
  const onCall = onProgress && ((call: CallRecord) => onProgress(host.calls.length, call));
  const host = createCallHost({ deps, orgId: org.id, bundle, role: actor.role, timeoutMs, onCall });
  return host;
}

interface Running {
  readonly request: ScriptRequest;
  readonly host: CallHost;
  readonly code: string;
  readonly prepared: PreparedScript;
  readonly begun: Begun;
  readonly startedMs: number;
  readonly warnings: readonly string[];
}

async function run(ctx: Ctx, { request, host, code, prepared, begun, startedMs, warnings }: Running): Promise<ExecutionAnswer> {
  const { deps, org } = ctx;
  const { bundle, signal } = request;
  const timeoutMs = timeoutMsOf(bundle.manifest, deps.settings);
  const image = await bundle.image(deps.sandbox);
  const end = await deps.sandbox.run({
    image,
    code: prepared.js,
    limits: scriptLimits(bundle.manifest, timeoutMs),
    owner: org.id,
    call: (name, argsJson, callSignal) => host.call(name, argsJson, callSignal),
    signal,
  });
  await begun.stored;
  const durationMs = deps.clock.now().getTime() - startedMs;
  return concludeScript(ctx, { execution: begun.execution, code, script: prepared, host, end, timeoutMs, durationMs, warnings });
}
