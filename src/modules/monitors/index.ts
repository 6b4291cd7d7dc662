// Front door of monitors: one tool, one call, every n seconds. Nouns: monitor, assertion, check, outage. Tables: monitors,
// monitor_checks, monitor_hours, monitor_days, monitor_outages; rows of kind `monitor` in due.
// Emits check.recorded, watched.stopped. Jobs enqueued: monitor.check.
export { assertionInput } from './assertion-input.ts';
export { checkNow } from './checks/check-now.ts';
export { checkSeries } from './checks/check-series.ts';
export { dailySums } from './checks/daily-sums.ts';
export { executeCheck } from './checks/execute-check.ts';
export { listChecks } from './checks/list-checks.ts';
export { monitorDueKind } from './checks/monitor-due-kind.ts';
export { numbersOf } from './checks/numbers-of.ts';
export { sweepChecks } from './checks/sweep-checks.ts';
export { testMonitor } from './checks/test-monitor.ts';
export { createMonitors } from './create-monitors.ts';
export { monitorEraser } from './departure/monitor-eraser.ts';
export { monitorExporter } from './departure/monitor-exporter.ts';
export { countMonitors, failingMonitors } from './health/store.ts';
export type { FailingMonitor, MonitorCounts } from './health/store.ts';
export { firstNotPassed, outcomesAfter } from './history/store.ts';
export { getMonitor } from './listing/get-monitor.ts';
export { listMonitors } from './listing/list-monitors.ts';
export { SORT_FIELDS as MONITOR_SORTS } from './listing/store.ts';
export { MONITOR_DEFAULTS } from './monitor-defaults.ts';
export { monitorInput, monitorPatch, monitorsInput } from './monitor-input.ts';
export { serverUsage } from './server-usage.ts';
export { CHECK_REASONS, CHECK_STATUSES, CHECK_TRIGGERS, INTERVALS, MONITOR_DUE_KIND, MONITOR_STATES } from './monitor.ts';
export { conditionsOf, holdMonitors, monitorsOfServer, toldOutages } from './references/store.ts';
export { removeMonitor } from './remove-monitor.ts';
export { findMonitor } from './store.ts';
export { suggestMonitors } from './suggest-monitors.ts';
export { updateMonitor } from './update-monitor.ts';
export type { CheckOutcome } from './history/store.ts';
export type { Assertion, CheckReason, CheckStatus, Monitor, MonitorCheck, MonitorNumbers, MonitorSpec, MonitorState } from './monitor.ts';
export type { MonitorCondition, ToldOutage } from './references/store.ts';
export type { MonitorRecord } from './store.ts';
export type { MonitorSuggestion } from './suggest-monitors.ts';
