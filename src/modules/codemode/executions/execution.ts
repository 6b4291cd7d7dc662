// The noun: one tool call of a code-mode endpoint as telemetry keeps it: no script, no argument, no result (spec 07 §8).
import type { CallRecord, ErrorKind } from './answer.ts';

export const TOOLS = ['search_sdk', 'execute_script', 'invoke_operation'] as const;
export type ToolName = (typeof TOOLS)[number];

export const EXECUTION_STATES = ['running', 'waiting', 'finished'] as const;
export type ExecutionState = (typeof EXECUTION_STATES)[number];

export const FRUSTRATIONS = ['low', 'medium', 'high'] as const;
export type Frustration = (typeof FRUSTRATIONS)[number];

export interface Caller {
  readonly type: 'user' | 'key' | 'system';
  readonly id: string;
  readonly name: string;
}

/** A declared tag (manifest `analyticsTags`). */
export interface Tag {
  readonly name: string;
  readonly value: string;
}

/** With the names of the arguments that the document declares, never their values: for the test of a new bundle on real usage. */
export interface StoredCall extends CallRecord {
  readonly arguments: readonly string[];
}

/** What the header of a script says of it (spec 07 §6). */
export interface Header {
  readonly intent: string | null;
  readonly context: string | null;
  readonly frustration: Frustration | null;
}

export interface Execution extends Header {
  readonly id: string;
  readonly sourceId: string;
  readonly bundleId: string;
  readonly environment: string;
  readonly tool: ToolName;
  readonly sessionKey: string;
  readonly actor: Caller;
  readonly state: ExecutionState;
  /** Null while it is not finished. */
  readonly ok: boolean | null;
  readonly errorKind: ErrorKind | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Without the time it waited for a person. */
  readonly durationMs: number | null;
  /** Of search_sdk. */
  readonly query: string | null;
  readonly matches: number | null;
  readonly calls: readonly CallRecord[];
  readonly tags: readonly Tag[];
}
