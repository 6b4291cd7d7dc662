// Can a call that was made still be made with another bundle? By the names of its arguments only; values are not kept. Pure.
import type { Operation, Schema } from '#modules/sources';
import { declaredNames, MAX_NAMES, requiredNames } from '../calls/argument-names.ts';
import type { StoredCall } from '../executions/execution.ts';

export interface CallableApi {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** The operation is there, by the same method; every argument it had is declared, and every required one was there. */
export function stillCallable(
  { operationId, method, arguments: given }: Pick<StoredCall, 'operationId' | 'method' | 'arguments'>,
  { operations, schemas }: CallableApi,
): boolean {
  const operation = operations.get(operationId);
  if (operation?.method !== method) return false;
  const declared = declaredNames(operation, schemas);
  const names = new Set(given);
  if (!given.every((name) => declared.has(name))) return false;
  return given.length >= MAX_NAMES || requiredNames(operation, schemas).every((name) => names.has(name));
}
