// Front door of code mode: a published API as a searchable SDK that agents script against. Nouns: execution, call, approval. Tables:
// executions, approvals. Emits approval.requested. Jobs enqueued: approval.resume.
export { APPROVAL_STATES } from './approvals/approval.ts';
export type { Approval, ApprovalSummary } from './approvals/approval.ts';
export { approvalNews } from './approvals/approval-news.ts';
export { decideApproval, DECISIONS } from './approvals/decide-approval.ts';
export { getApproval } from './approvals/get-approval.ts';
export { listApprovals } from './approvals/list-approvals.ts';
export { resumeApproval } from './approvals/resume-approval.ts';
export { resumeExecution } from './approvals/resume-execution.ts';
export { tendApprovals } from './approvals/tend-approvals.ts';
export { checkScript, checkScriptInput } from './check-script.ts';
export { codeModeEraser } from './departure/code-mode-eraser.ts';
export { codeModeExporter } from './departure/code-mode-exporter.ts';
export { executeScript } from './execute-script.ts';
export { ERROR_KINDS } from './executions/answer.ts';
export type { ExecutionAnswer } from './executions/answer.ts';
export { EXECUTION_STATES, FRUSTRATIONS, TOOLS } from './executions/execution.ts';
export type { Execution } from './executions/execution.ts';
export { listExecutions } from './executions/list-executions.ts';
export { sweepExecutions } from './executions/sweep-executions.ts';
export { invokeOperation } from './invoke-operation.ts';
export { tryScript, tryScriptInput, trySearch, trySearchInput } from './playground.ts';
export { searchSdk } from './search-sdk.ts';
export { usageOf } from './usage/usage-of.ts';
