// The noun: which active tools of a server its workflows really exercise, and how deeply (spec 01 §7).

/** What enumerations are made of. */
export type Scalar = string | number | boolean | null;

/** What one finished run did with one tool; blocked calls are no part of it. */
export interface ToolUse {
  readonly runId: string;
  readonly workflowId: string;
  readonly tool: string;
  readonly okCount: number;
  /** Sent calls that were not answered well: an error of the tool or the protocol, no answer in time, none at all. */
  readonly errorCount: number;
  readonly lastOkAt: string | null;
  readonly lastErrorAt: string | null;
  readonly seen: SeenUse;
}

/** Of sent calls, as far as the tool's input schema names it. Redacted with the trace it was read from. */
export interface SeenUse {
  /** Optional arguments that were given: `region`, `filter.status`, `items[].note`. */
  readonly arguments: readonly string[];
  /** Values of enumerated arguments that were given. */
  readonly values: readonly ArgumentValues[];
  /** When the server last answered with an error, which is what it is to take an error path. */
  readonly errorAnswerAt: string | null;
}

export interface ArgumentValues {
  readonly argument: string;
  readonly values: readonly Scalar[];
}

/** What of an input schema can be exercised or missed. */
export interface InputShape {
  readonly optional: readonly string[];
  readonly enums: readonly ArgumentValues[];
}

export interface ToolDepth {
  readonly optionalArguments: { readonly seen: number; readonly total: number; readonly missing: readonly string[] };
  readonly enumValues: readonly { readonly argument: string; readonly seen: readonly Scalar[]; readonly missing: readonly Scalar[] }[];
  /** `last`: when the tool last answered with an error; null when it never did. */
  readonly errorPaths: { readonly exercised: boolean; readonly last: string | null };
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Workflows that called it or name it, and monitors that call it, which cover nothing by themselves. */
interface Touched {
  readonly tool: string;
  readonly workflows: readonly Named[];
  readonly monitors: readonly Named[];
}

export interface CoveredTool extends Touched {
  /** `run`: called well in a considered run; `policy`: named literally by an active workflow. */
  readonly by: readonly ('run' | 'policy')[];
  readonly callCount: number;
  readonly errorCount: number;
  /** Null while it is covered by a policy alone and was never called. */
  readonly lastCalledAt: string | null;
  readonly depth: ToolDepth;
}

export interface UncoveredTool extends Touched {
  /** As the server describes it, cut; null without a description. */
  readonly description: string | null;
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly lastFailedCallAt: string | null;
}

export interface CoverageReport {
  /** At most 50. */
  readonly runsConsidered: number;
  /** At most 100. */
  readonly toolsConsidered: number;
  /** The server has more active tools than were considered. */
  readonly truncated: boolean;
  /** 0–100; null without active tools. */
  readonly coveragePercent: number | null;
  readonly covered: readonly CoveredTool[];
  readonly uncovered: readonly UncoveredTool[];
}

export interface Coverage extends CoverageReport {
  readonly mcpServerId: string;
  readonly generatedAt: string;
}

/** Fixed by the specification. */
export const MAX_TOOLS = 100;
export const MAX_RUNS = 50;
