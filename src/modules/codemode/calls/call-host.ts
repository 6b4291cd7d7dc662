// The host's side of a script: it names an operation and brings arguments; the request, its credential and its limits are ours.
import type { Role } from '#kernel/role';
import type { OpenBundle } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import type { CallAnswer } from '#platform/sandbox/sandbox';
import type { StoredCall, Tag } from '../executions/execution.ts';
import { callLimitMessage, guestErrorOf } from './call-failure.ts';
import type { CallFailure } from './call-failure.ts';
import { fixedTags, withTagsOf } from './declared-tags.ts';
import { examineCall } from './examine-call.ts';
import type { ExaminedCall } from './examine-call.ts';
import { limitAtOnce } from './limit-at-once.ts';
import { performCall } from './perform-call.ts';
import { secretReader } from './source-credential.ts';

export interface CallHostOptions {
  readonly deps: Deps;
  readonly orgId: string;
  readonly bundle: OpenBundle;
  readonly role: Role;
  /** Of one call; the whole script has its own limit. */
  readonly timeoutMs: number;
  /** Of what was called before it was paused. */
  readonly before?: { readonly calls: readonly StoredCall[]; readonly tags: readonly Tag[] } | undefined;
  /** True: nothing is paused but the call itself, so that any engine will do. */
  readonly needsNoImage?: boolean | undefined;
  readonly onCall?: ((call: StoredCall) => void) | undefined;
}

/** What one execution called. Lives as long as it. */
export interface CallHost {
  /** For the sandbox. Never rejects. */
  call(name: string, argsJson: string, signal: AbortSignal): Promise<CallAnswer>;
  /** Begins to open the credential, for a script that will call soon. */
  warm(): void;
  /** A call that a person approved: sent without asking again. */
  callApproved(name: string, argsJson: string, signal: AbortSignal): Promise<CallAnswer>;
  /** Hands the script a failure in place of an answer. */
  refuse(failure: CallFailure): CallAnswer;
  /** What it would send, for the person who decides. */
  examine(name: string, argsJson: string): ExaminedCall | undefined;
  readonly calls: readonly StoredCall[];
  readonly tags: readonly Tag[];
  /** Every failure that was handed to the script, so that nobody else's error is taken for one of ours. */
  readonly failures: readonly CallFailure[];
}

/** Of one script; each may bring as many bytes as the manifest allows. */
const CALLS_AT_ONCE = 8;
/** Beyond them the oldest are forgotten: a script may catch thousands. */
const MAX_FAILURES = 100;

export function createCallHost(options: CallHostOptions): CallHost {
  const { deps, bundle, role, before } = options;
  const { manifest, operations } = bundle;
  const atOnce = limitAtOnce(CALLS_AT_ONCE);
  const credential = secretReader(options);
  const calls: StoredCall[] = [...(before?.calls ?? [])];
  const failures: CallFailure[] = [];
  let tags: readonly Tag[] = before?.tags ?? fixedTags(manifest.analyticsTags);

  const refuse = (failure: CallFailure): CallAnswer => {
    failures.push(failure);
    if (failures.length > MAX_FAILURES) failures.shift();
    return { kind: 'error', json: guestErrorOf(failure) };
  };
  const send = async (examined: ExaminedCall, signal: AbortSignal): Promise<CallAnswer> => {
    const access = await credential();
    if (!access.ok) return refuse({ ...access.error, operationId: examined.operation.operationId });
    tags = withTagsOf(tags, { operationId: examined.operation.operationId, args: examined.args }, manifest.analyticsTags);
    const performed = await atOnce(() =>
      performCall({ deps, bundle, access: access.value, timeoutMs: options.timeoutMs, signal }, examined),
    );
    calls.push(performed.record);
    options.onCall?.(performed.record);
    return performed.outcome.ok ? { kind: 'value', json: performed.outcome.value } : refuse(performed.outcome.error);
  };
  const answer = async (
    name: string,
    argsJson: string,
    { signal, isApproved }: { signal: AbortSignal; isApproved: boolean },
  ): Promise<CallAnswer> => {
    const operation = operations.byJsName.get(name);
    // The client of the bundle has no other functions; only a broken bridge could ask for one.
    if (!operation) return { kind: 'end', error: { kind: 'runtime_error', message: 'The client has no such operation.' } };
    if (calls.length >= manifest.limits.maxCalls)
      return { kind: 'end', error: { kind: 'call_limit', message: callLimitMessage(manifest.limits.maxCalls) } };
    const examined = examineCall(bundle, { operation, argsJson, role });
    if (!examined.ok) return refuse(examined.error);
    if (!examined.value.asks || isApproved) return send(examined.value, signal);
    const access = await credential();
    if (!access.ok) return refuse({ ...access.error, operationId: operation.operationId });
    return options.needsNoImage === true || deps.sandbox.isolation.canPause
      ? { kind: 'pause' }
      : refuse(cannotPause(operation.operationId));
  };
  return {
    call: (name, argsJson, signal) => answer(name, argsJson, { signal, isApproved: false }),
    // Whoever sends a call hears of its failure.
    warm: () => void credential().catch(() => undefined),
    callApproved: (name, argsJson, signal) => answer(name, argsJson, { signal, isApproved: true }),
    refuse,
    examine: (name, argsJson) => {
      const operation = operations.byJsName.get(name);
      const examined = operation && examineCall(bundle, { operation, argsJson, role });
      return examined?.ok ? examined.value : undefined;
    },
    calls,
    get tags() {
      return tags;
    },
    failures,
  };
}

const cannotPause = (operationId: string): CallFailure => ({
  kind: 'approval_unsupported',
  message: `${operationId} needs a person's approval, which the sandbox engine of this instance cannot wait for.`,
  operationId,
});
