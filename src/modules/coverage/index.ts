// Front door of coverage: which tools are really tested. Nouns: coverage, depth, tool use. Tables: tool_uses, tool_use_runs.
// Emits no facts; hears run.finished. Jobs enqueued: none.
export type { Coverage, CoveredTool, ToolDepth, UncoveredTool } from './coverage.ts';
export { coverageEraser } from './departure/coverage-eraser.ts';
export { coverageExporter } from './departure/coverage-exporter.ts';
export { coveragePercents } from './coverage-percents.ts';
export { getCoverage } from './get-coverage.ts';
export { onRunFinishedForCoverage } from './on-run-finished.ts';
