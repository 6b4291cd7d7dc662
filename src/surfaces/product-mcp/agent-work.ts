// What the tools of a source in mode code work with, for one request.
import type { OpenBundle } from '#modules/sources';
import type { ToolAnnotations } from '#platform/mcp/mcp';
import type { Manner } from './instructions.ts';

export interface AgentWork {
  readonly bundle: OpenBundle;
  readonly manner: Manner;
  /** What telemetry calls the session. */
  readonly sessionKey: string;
}

/** Of the tools that call the API. All four are always said: a client that is told nothing assumes the worst. */
export const CALLS_API: ToolAnnotations = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };
