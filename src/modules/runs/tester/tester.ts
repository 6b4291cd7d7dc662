// The nouns of the tester: what one attempt is given, and what it ends with.
import type { Clock } from '#platform/clock';
import type { Model } from '#platform/llm/model';
import type { Catalog, McpSession } from '#platform/mcp/mcp';
import type { Limits, TesterTarget, WorkflowSpec } from '#modules/workflows';
import type { ErrorKind, TraceData, TraceEvent, TraceEventType } from '../run.ts';

/** Redacts, stores and returns one trace event. A rejection ends the attempt at once: nothing more may be written. */
export type AppendEvent = <T extends TraceEventType>(type: T, data: TraceData[T]) => Promise<TraceEvent>;

export interface TesterInput {
  /** Opened and closed by the caller. */
  readonly session: McpSession;
  /** A real model, or `createScriptModel` for the target `script/steps`. */
  readonly model: Model;
  readonly spec: Pick<WorkflowSpec, 'testerPrompt' | 'toolPolicy'>;
  readonly target: TesterTarget;
  /** What the server lists now. */
  readonly catalog: Catalog;
  readonly limits: Limits;
  readonly append: AppendEvent;
  readonly clock: Clock;
  /** Aborts when the run is cancelled or its lease is lost. */
  readonly signal: AbortSignal;
  /** When the attempt has used up `timeoutSeconds`. */
  readonly deadline: Date;
}

export interface TesterTotals {
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** null as soon as one step has no known price. */
  readonly costUsd: number | null;
  /** Model turns. */
  readonly steps: number;
  /** Calls sent to the server; blocked ones do not count. */
  readonly toolCalls: number;
}

export interface TesterError {
  readonly kind: ErrorKind;
  readonly message: string;
  /** For kind `transport`: whether an HTTP status had arrived. */
  readonly hadHttpStatus?: boolean | undefined;
  /** The prompt is no step script: the run opens no incident and does not count for the pass rate. */
  readonly needsModel?: true | undefined;
}

export type TesterResult = { readonly totals: TesterTotals } & (
  | { readonly finalAnswer: string; readonly error?: undefined }
  | { readonly error: TesterError; readonly finalAnswer?: undefined }
);
