// The playground: searching the SDK of a source, checking a script against it and running it, as an agent would.
import { read, rest, within } from './client.ts';
import type { Schemas } from './client.ts';

export type ExecutionAnswer = Schemas['ExecutionAnswer'];
export type ScriptError = NonNullable<ExecutionAnswer['error']>;
export type CallRecord = ExecutionAnswer['calls'][number];
export type SearchResult = Schemas['SearchResult'];
export type ScriptCheck = Schemas['ScriptCheck'];
export type ScriptFault = ScriptCheck['faults'][number];
export type SearchMatch = SearchResult['matches'][number];

export interface Asked {
  readonly org: string;
  readonly slug: string;
  readonly environment: string;
  readonly signal?: AbortSignal | undefined;
}

export const searchSdk = ({ org, slug, environment, signal }: Asked, query: string): Promise<SearchResult> =>
  read(
    rest(org).POST('/sources/{sourceSlug}/search', {
      signal: signal ?? null,
      params: { path: { sourceSlug: slug } },
      body: { environment, query },
    }),
  );

/** What is wrong with a script by its syntax and types; nothing runs. */
export const checkScript = ({ org, slug, environment, signal }: Asked, code: string): Promise<ScriptCheck> =>
  read(
    rest(org).POST('/sources/{sourceSlug}/check', {
      signal: signal ?? null,
      params: { path: { sourceSlug: slug } },
      body: { environment, code },
    }),
  );

/** The longest that a script may run, and what is done around it. */
const SCRIPT_MS = 150_000;

/** Answers also when the script fails: why stands in the answer. */
export const runScript = ({ org, slug, environment, signal }: Asked, code: string): Promise<ExecutionAnswer> =>
  read(
    rest(org).POST('/sources/{sourceSlug}/execute', {
      ...within(SCRIPT_MS),
      signal: signal ?? null,
      params: { path: { sourceSlug: slug } },
      body: { environment, code, typecheck: true },
    }),
  );
