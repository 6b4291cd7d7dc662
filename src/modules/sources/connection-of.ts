// A connection as it is entered, completed for the base URL it belongs to.
import { invalidField, validationFailed } from '#kernel/errors';
import { completeConnection } from './connection-input.ts';
import type { ConnectionInput } from './connection-input.ts';
import type { SourceConnection } from './source.ts';

/** Null: none is set up. Throws `validation_failed` with every fault. */
export function connectionOf(input: ConnectionInput | null | undefined, baseUrl: string | null): SourceConnection | null {
  if (input === null || input === undefined) return null;
  if (baseUrl === null) throw invalidField('connection', 'needs a baseUrl beside it');
  const completed = completeConnection(input, baseUrl);
  if (!completed.ok) throw validationFailed(completed.error);
  return completed.value;
}
