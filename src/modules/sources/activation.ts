// What keeps a source from being active. Pure, but for the look at the API, which the module of mode tools brings.
import { AppError } from '#kernel/errors';
import type { Ctx } from '#platform/ctx';
import type { SourceRecord } from './source.ts';

/**
 * Asks the API itself whether it refuses who has no credential (spec 06 §5). Answers what is missing, in sentences; empty when
 * nothing is. Called outside of transactions, for a source with a base URL and a connection.
 */
export type ActivationCheck = (ctx: Ctx, source: SourceRecord) => Promise<readonly string[]>;

/** Of mode tools (spec 06 §5), as far as it can be said without asking the API. `toolCount`: of the active docs, null without any. */
export function missingForTools(
  { baseUrl, connection }: Pick<SourceRecord, 'baseUrl' | 'connection'>,
  toolCount: number | null,
): readonly string[] {
  return [
    ...(baseUrl === null ? ['Set the base URL of the API.'] : []),
    ...(toolCount === null ? ['Upload the API docs.'] : []),
    ...(toolCount === 0 ? ['The API docs have no usable operation; upload docs with at least one.'] : []),
    ...(connection === null ? ['Set up the API connection.'] : []),
  ];
}

/** Of mode code: only a bundle makes it active. */
export const missingForCode = (environments: readonly string[]): readonly string[] =>
  environments.length === 0 ? ['Promote a bundle; none is active in any environment.'] : [];

export function refuseMissing(missing: readonly string[]): void {
  if (missing.length > 0) throw new AppError('conflict', missing.join(' '), { details: { missing } });
}
