// Front door of runs. Nouns: run, attempt, trace event, verdict, evaluation, artifact, comparison, diagnosis.
// Tables: runs, run_attempts, run_events, run_verdicts, run_artifacts. Facts emitted: run.finished. Jobs enqueued: run.execute, server.sync.
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
export { startTrialRuns } from './trials/start-trial-runs.ts';
export { latestRunOfTargets, latestTrialOfTargets, newestTrials, versionsWithRuns } from './trials/store.ts';
export type { TargetRun } from './trials/store.ts';
export { citedCalls, existingEvents, existingRuns, hasCall } from './cited/store.ts';
export type { CitedCall } from './cited/store.ts';
export { requireRun } from './require-run.ts';
export type { RunRow } from './store.ts';
export { runUrl } from './run-url.ts';
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
export { toolCallsOf } from './tool-calls.ts';
export type { ToolCallRow } from './tool-calls.ts';
export { listArtifacts } from './list-artifacts.ts';
export type { Artifact } from './trace/store.ts';
export { compareRuns } from './compare-runs.ts';
export type { ComparedCalls, ComparedCriterion, ComparedMetric, ComparisonVerdict, RunComparison } from './compare.ts';
export { runEraser } from './departure/run-eraser.ts';
export { runExporter } from './departure/run-exporter.ts';
export { runStopper } from './departure/run-stopper.ts';
export { searchRuns } from './search/search-runs.ts';
export type { FoundRuns } from './search/search-runs.ts';
export { inspectRun } from './inspect/inspect-run.ts';
export type { InspectedRun } from './inspect/inspect-run.ts';
export type { InspectedCall } from './inspect/inspected-call.ts';
export { diagnoseRun } from './diagnosis/diagnose-run.ts';
export { ACTION_NAMES, CALL_WHYS, REMEDY_SUBJECTS } from './diagnosis/diagnosis.ts';
export type { Diagnosis, Remediation, SuggestedAction } from './diagnosis/diagnosis.ts';
export type { Facts as DiagnosisFacts } from './diagnosis/facts.ts';
export { countRunsSince, failingTargets } from './health/store.ts';
export type { FailingTarget, RunCount } from './health/store.ts';
export { waitForRuns } from './waiting/wait-for-runs.ts';
export type { Waited, WaitedRun, Waiting } from './waiting/wait-for-runs.ts';
export { summarizeWorkflows } from './summarize-workflows.ts';
export type { WorkflowSummary } from './summarize-workflows.ts';
export { finishedRunTarget, runOutcomes, runsEndedFrom } from './outcomes/store.ts';
export type { RunOutcome } from './outcomes/store.ts';
export { passRate } from './pass-rate.ts';
export { targetKey, testerKindOf } from './run-key.ts';
