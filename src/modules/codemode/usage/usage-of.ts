// Do recent scripts still work with a new bundle? Kept scripts are type-checked; of others the operations and arguments are known (spec 11 §7).
import { seconds } from '#kernel/duration';
import type { BundleUsage, UsageQuestion } from '#modules/sources';
import type { Deps } from '#platform/ctx';
import { recentUse } from '../executions/store.ts';
import type { UsedScript } from '../executions/store.ts';
import { stillCallable } from './still-callable.ts';
import type { CallableApi } from './still-callable.ts';

const MAX_SCRIPTS = 200;
const CHECK_MS = seconds(10);
/** Of all checks together: an upload waits for it. */
const ALL_MS = seconds(20);

/** Null: there is nothing to tell of. */
export async function usageOf(
  deps: Deps,
  { orgId, sourceId, environment, compiled: open, signal }: UsageQuestion,
): Promise<BundleUsage | null> {
  const used = await recentUse(deps.db, { orgId, sourceId, environment, limit: MAX_SCRIPTS });
  if (used.length === 0) return null;
  const compiled = await open();
  const api = { operations: new Map(compiled.operations.map((one) => [one.operationId, one])), schemas: compiled.schemas };
  const until = deps.clock.now().getTime() + ALL_MS;
  const key = `usage ${orgId} ${sourceId} ${compiled.contentHash}`;
  const verdicts = new Map<string, boolean>();
  let [scriptsChecked, scriptsBroken] = [0, 0];
  for (const one of used) {
    if (signal.aborted || deps.clock.now().getTime() >= until) break;
    const text = JSON.stringify([one.script, one.calls.map(({ operationId, arguments: names }) => [operationId, names])]);
    const works = verdicts.get(text) ?? (await worksWith(deps, one, { api, key, types: compiled.types, signal, owner: orgId }));
    verdicts.set(text, works);
    scriptsChecked += 1;
    if (!works) scriptsBroken += 1;
  }
  const operationsInUse = [...new Set(used.flatMap(({ calls }) => calls.map(({ operationId }) => operationId)))].toSorted();
  return { scriptsChecked, scriptsBroken, operationsInUse };
}

interface Against {
  readonly api: CallableApi;
  readonly key: string;
  readonly types: string;
  readonly signal: AbortSignal;
  readonly owner: string;
}

async function worksWith(deps: Deps, { script, calls }: UsedScript, { api, key, types, signal, owner }: Against): Promise<boolean> {
  if (!calls.every((call) => stillCallable(call, api))) return false;
  const prepared = script === null ? undefined : await deps.scriptPreparer.prepare(script, { signal, owner });
  if (!prepared?.ok) return true;
  const check = await deps.typeChecker.check({ key, types, code: prepared.checked, timeoutMs: CHECK_MS, signal, owner });
  return check.kind === 'unchecked' || check.faults.length === 0;
}
