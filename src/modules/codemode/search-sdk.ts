// A verb: finds operations of a bundle by their name, a path, a schema field or plain words (spec 07 §6).
import { z } from 'zod';
import { boundedText } from '#kernel/bounded-text';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Method, OpenBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { finish } from './executions/finish.ts';
import { beginExecution, NO_HEADER } from './executions/started.ts';
import { cardsOf } from './script/cards-of.ts';

export const MAX_MATCHES = 20;
const DEFAULT_MATCHES = 12;
const MAX_CARD_CHARS = 2_000;

const Input = z.strictObject({
  query: boundedText(1, 500),
  limit: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MAX_MATCHES, `must be at most ${MAX_MATCHES}`)
    .default(DEFAULT_MATCHES),
});

export interface SearchRequest {
  readonly bundle: OpenBundle;
  readonly query: unknown;
  readonly limit?: unknown;
  readonly session: string;
  /** True: scripts that are checked by types will follow, so that these are made ready meanwhile. */
  readonly warmsTypes?: boolean | undefined;
}

export interface SearchMatch {
  readonly operationId: string;
  /** As scripts write it, with the client's name. */
  readonly signature: string;
  readonly summary: string;
  readonly method: Method;
  /** The template, such as `/pets/{petId}`. */
  readonly path: string;
  /** Its types, its summary and its signature, ready to be read. */
  readonly snippet: string;
  /** Between 0 and 1. */
  readonly score: number;
}

export interface SearchResult {
  readonly bundleId: string;
  readonly matches: readonly SearchMatch[];
  /** How many operations match at all. */
  readonly total: number;
  /** `12 of 57 matching operations, of 1223`. */
  readonly shown: string;
  /** Where nothing matches, or more than is shown. */
  readonly hint?: string | undefined;
}

/** Throws `validation_failed` on `query` or `limit`. */
export async function searchSdk(ctx: Ctx, { bundle, session, warmsTypes = false, ...asked }: SearchRequest): Promise<SearchResult> {
  requireRole(ctx, 'viewer');
  const { query, limit } = parseInput(Input, asked.limit === undefined ? { query: asked.query } : asked);
  const { deps } = ctx;
  const { execution, stored } = beginExecution(ctx, { bundle, tool: 'search_sdk', session, header: NO_HEADER });
  const startedMs = execution.startedAt.getTime();
  if (warmsTypes) void deps.typeChecker.warm({ key: bundle.contentHash, types: () => bundle.types(), owner: ctx.org.id });
  const found = (await bundle.search()).search(query, limit);
  const matches = found.matches.flatMap((match) => matchOf(bundle, match));
  await stored;
  await finish(deps, execution, {
    done: {
      errorKind: null,
      durationMs: deps.clock.now().getTime() - startedMs,
      calls: [],
      tags: [],
      search: { query, matches: found.total },
    },
  });
  const { length: all } = bundle.operations.all;
  const shown = `${matches.length} of ${found.total} matching operations, of ${all}`;
  return { bundleId: bundle.bundleId, matches, total: found.total, shown, ...hintOf(matches.length, found.total) };
}

function matchOf(bundle: OpenBundle, { id, score }: { readonly id: string; readonly score: number }): SearchMatch[] {
  const operation = bundle.operations.byOperationId.get(id);
  if (!operation) return [];
  const { operationId, signature, summary, method, path } = operation;
  const snippet = cardsOf(bundle).cardOf(operation, MAX_CARD_CHARS);
  return [{ operationId, signature: `${bundle.manifest.clientName}.${signature}`, summary, method, path, snippet, score }];
}

function hintOf(shown: number, total: number): { hint?: string } {
  if (total === 0)
    return { hint: 'Nothing matches. Try other words for it, the noun alone, a part of the path such as /orders, or the name of a field.' };
  return shown < total ? { hint: 'More operations match. Add a word that tells them apart, or a part of the path.' } : {};
}
