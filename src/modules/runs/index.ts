// Front door of runs. Nouns: run, attempt, trace event, verdict, evaluation, artifact, comparison. Tables: runs,
// run_attempts, run_events, run_verdicts, run_artifacts. Facts emitted: run.finished. Jobs enqueued: run.execute, server.sync.
export { CLASSIFICATIONS, ERROR_KINDS, isFinished, RUN_STATUSES } from './run.ts';
export type {
  Classification,
  ClassificationEvidence,
  CriterionVerdict,
  ErrorKind,
  Evidence,
  FinishedStatus,
  GradedCriterion,
  Run,
  RunAttempt,
  RunError,
  RunStatus,
  RunSummary,
  TesterKind,
  TraceData,
  TraceEvent,
  TraceEventType,
} from './run.ts';
export { callEventsOf, findFinishedRun, newestFinishedRuns } from './called/store.ts';
export type { CallEvent, FinishedRun } from './called/store.ts';
export { startRuns } from './start-runs.ts';
export type { StartedRun, StartedRuns } from './dispatch.ts';
export { startTick } from './start-tick.ts';
export type { Tick, TickOutcome } from './start-tick.ts';
export { rerunRun } from './rerun-run.ts';
export { cancelRun } from './cancel-run.ts';
export { executeRun } from './execute-run.ts';
export { reapLapsed } from './reap-lapsed.ts';
export type { Reaped } from './reap-lapsed.ts';
export { sweepRetention } from './sweep-retention.ts';
export type { Swept } from './sweep-retention.ts';
export { getRun } from './get-run.ts';
export { listRuns } from './list-runs.ts';
export { getTrace } from './get-trace.ts';
export type { TracePage } from './get-trace.ts';
export { getEvaluation } from './get-evaluation.ts';
export type { Evaluation } from './get-evaluation.ts';
export { listToolCalls } from './list-tool-calls.ts';
export type { ToolCallRow } from './tool-calls.ts';
export { listArtifacts } from './list-artifacts.ts';
export type { Artifact } from './trace/store.ts';
export { compareRuns } from './compare-runs.ts';
export type { ComparedCalls, ComparedCriterion, ComparedMetric, ComparisonVerdict, RunComparison } from './compare.ts';
export { runEraser } from './departure/run-eraser.ts';
export { runExporter } from './departure/run-exporter.ts';
export { runStopper } from './departure/run-stopper.ts';
export { summarizeWorkflows } from './summarize-workflows.ts';
export type { WorkflowSummary } from './summarize-workflows.ts';
export { finishedRunTarget, runOutcomes, runsEndedFrom } from './outcomes/store.ts';
export type { RunOutcome } from './outcomes/store.ts';
export { targetKey } from './run-key.ts';
