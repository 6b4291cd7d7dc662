// The words of publishing: how a source, a bundle, an execution and an approval stand.
import type { ApprovalState } from '../api/approvals.ts';
import type { BundleState } from '../api/bundles.ts';
import type { Execution, ExecutionErrorKind, ExecutionTool } from '../api/executions.ts';
import type { SourceMode, SourceState } from '../api/sources.ts';
import type { Word } from './tone.ts';

export const MODE_WORDS: Readonly<Record<SourceMode, { readonly word: string; readonly sentence: string }>> = {
  tools: { word: 'Tools', sentence: 'One tool per operation. Callers bring the credential they already have for your product.' },
  code: {
    word: 'Code',
    sentence:
      'Two tools: look up the SDK, run a short script against it. Callers use an Armature key; your API’s credential is stored here.',
  },
};

export const SOURCE_STATE_WORDS: Readonly<Record<SourceState, Word>> = {
  needs_setup: { word: 'Needs setup', tone: 'partial' },
  active: { word: 'Active', tone: 'pass' },
  paused: { word: 'Paused', tone: 'idle' },
};

export const BUNDLE_STATE_WORDS: Readonly<Record<BundleState, Word>> = {
  compiling: { word: 'Compiling', tone: 'running' },
  generated: { word: 'Generated', tone: 'partial' },
  active: { word: 'Active', tone: 'pass' },
  superseded: { word: 'Superseded', tone: 'idle' },
  failed: { word: 'Failed', tone: 'fail' },
};

export const APPROVAL_WORDS: Readonly<Record<ApprovalState, Word>> = {
  pending: { word: 'Pending', tone: 'partial' },
  approved: { word: 'Approved', tone: 'pass' },
  rejected: { word: 'Rejected', tone: 'fail' },
  expired: { word: 'Expired', tone: 'idle' },
};

export const TOOL_WORDS: Readonly<Record<ExecutionTool, string>> = {
  execute_script: 'Script',
  search_sdk: 'Search',
  invoke_operation: 'Call',
};

const ERROR_KIND_WORDS: Readonly<Record<ExecutionErrorKind, string>> = {
  syntax_error: 'Syntax error',
  type_error: 'Type error',
  runtime_error: 'Runtime error',
  api_error: 'API error',
  bad_arguments: 'Bad arguments',
  timeout: 'Time limit',
  memory_limit: 'Memory limit',
  call_limit: 'Call limit',
  response_too_large: 'Response too large',
  egress_blocked: 'Egress blocked',
  forbidden_role: 'Role too low',
  missing_secret: 'Secret missing',
  result_not_serialisable: 'Result not JSON',
  policy_blocked: 'Blocked by policy',
  approval_pending: 'Waits for approval',
  approval_rejected: 'Rejected',
  approval_expired: 'Approval expired',
  approval_unsupported: 'Approval unsupported',
  interrupted: 'Interrupted',
};

/** A kind that this build does not know is shown as it is. */
export const errorKindWord = (kind: string): string => (isKnownKind(kind) ? ERROR_KIND_WORDS[kind] : kind);

const isKnownKind = (kind: string): kind is ExecutionErrorKind => Object.hasOwn(ERROR_KIND_WORDS, kind);

export function executionWord({ state, ok, errorKind }: Pick<Execution, 'state' | 'ok' | 'errorKind'>): Word {
  if (state === 'running') return { word: 'Running', tone: 'running' };
  if (state === 'waiting') return { word: 'Waits for approval', tone: 'partial' };
  if (ok === true) return { word: 'Done', tone: 'pass' };
  return { word: errorKind === null ? 'Failed' : errorKindWord(errorKind), tone: 'fail' };
}

/** An HTTP status by what it means; null when nothing answered. */
export function statusWord(status: number | null): Word {
  if (status === null) return { word: 'no answer', tone: 'error' };
  return { word: String(status), tone: status < 300 ? 'pass' : status < 400 ? 'idle' : 'fail' };
}

const SHOWN_KEY = 12;

/** Enough of the key of a session to tell one from another; the playground's of a person says what it is. */
export const sessionWord = (key: string): string => (key.startsWith('playground:') ? 'playground' : key.slice(0, SHOWN_KEY));
