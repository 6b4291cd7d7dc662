// Two verbs for people who try out what agents get: a search and a script, by the slug of the source. They count as executions.
import { z } from 'zod';
import { verbatimText } from '#kernel/bounded-text';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import { DEFAULT_ENVIRONMENT, openBundle } from '#modules/sources';
import type { OpenBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { executeScript, MAX_CODE_CHARS } from './execute-script.ts';
import type { ExecutionAnswer } from './executions/answer.ts';
import { MAX_MATCHES, searchSdk } from './search-sdk.ts';
import type { SearchResult } from './search-sdk.ts';

/** Of whatever is tried out. */
export const environment = z
  .string('must be text')
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must begin with a small letter and have only small letters, digits and - (at most 32)')
  .default(DEFAULT_ENVIRONMENT);

export const trySearchInput = z.strictObject({
  environment,
  query: verbatimText(1, 500),
  limit: z.int('must be a whole number').min(1, 'must be at least 1').max(MAX_MATCHES, `must be at most ${MAX_MATCHES}`).optional(),
});
export const tryScriptInput = z.strictObject({
  environment,
  code: verbatimText(1, MAX_CODE_CHARS),
  typecheck: z.boolean('must be true or false').default(true).describe('False: runs also what its types say cannot work'),
});

export interface Place {
  readonly slug: string;
}

/** Throws `validation_failed`, `not_found` (source, bundle), `source_paused`. */
export async function trySearch(ctx: Ctx, { slug }: Place, raw: unknown): Promise<SearchResult> {
  requireRole(ctx, 'viewer');
  const { environment: of, ...asked } = parseInput(trySearchInput, raw);
  return searchSdk(ctx, { ...asked, bundle: await openSource(ctx, slug, of), session: sessionOf(ctx) });
}

/** Throws as `trySearch`, and `unavailable` where there is no room. What the script does wrong is in the answer. */
export async function tryScript(ctx: Ctx, { slug }: Place, raw: unknown): Promise<ExecutionAnswer> {
  requireRole(ctx, 'viewer');
  const { environment: of, ...asked } = parseInput(tryScriptInput, raw);
  return executeScript(ctx, { ...asked, bundle: await openSource(ctx, slug, of), session: sessionOf(ctx), signal: ctx.signal });
}

/** Throws `not_found` (source, bundle), `source_paused`. */
export const openSource = ({ deps, org }: Ctx, slug: string, of: string): Promise<OpenBundle> =>
  openBundle(deps, { orgId: org.id, slug, environment: of, mode: 'code' });

const sessionOf = ({ actor }: Ctx): string => `playground:${actor.id}`;
