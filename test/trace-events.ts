// Trace events for table tests: typed by their type, numbered in the order they are made.
import type { TraceData, TraceEvent, TraceEventType } from '#modules/runs';

/** A maker of events of one attempt, one second apart, with ids `evt_1`, `evt_2`, … */
export function traceEvents(begin = '2026-01-01T00:00:00.000Z') {
  let seq = 0;
  return <T extends TraceEventType>(type: T, data: TraceData[T]): Extract<TraceEvent, { type: T }> => {
    seq += 1;
    const at = new Date(Date.parse(begin) + (seq - 1) * 1000).toISOString();
    // `type` and `data` belong together by the signature, which the compiler cannot see through the union.
    return { id: `evt_${seq}`, runId: 'run_1', attempt: 1, seq, at, type, data } as unknown as Extract<TraceEvent, { type: T }>;
  };
}

/** A result that is well, unless `changes` say otherwise. */
export const toolResult = (callId: string, changes: Partial<TraceData['tool_result']> = {}): TraceData['tool_result'] => ({
  callId,
  tool: 'order_get',
  isError: false,
  outcome: 'ok',
  content: [{ type: 'text', text: 'fine' }],
  bytes: 4,
  truncated: false,
  durationMs: 10,
  ...changes,
});

export const RUN_STARTED: TraceData['run_started'] = {
  versionId: 'ver_1',
  versionNumber: 1,
  target: { modelId: 'script/steps', skillMode: 'none' },
  testerKind: 'script',
  limits: {},
  snapshotId: null,
};

export const MCP_CONNECTED: TraceData['mcp_connected'] = {
  protocolVersion: '2025-06-18',
  era: 'legacy',
  serverInfo: null,
  offeredTools: ['order_get'],
};
