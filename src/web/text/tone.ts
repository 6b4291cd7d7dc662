// Every status word and the tone that carries it; a tone has a colour and a shape of its own.
import type { Classification, RunStatus } from '../api/runs.ts';
import type { ChangeClass, GrantState, ServerHealth } from '../api/servers.ts';
import type { Verdict, WorkflowState } from '../api/workflows.ts';

export type Tone = 'pass' | 'partial' | 'fail' | 'error' | 'idle' | 'running';

export interface Word {
  readonly word: string;
  readonly tone: Tone;
}

export const RUN_WORDS: Readonly<Record<RunStatus, Word>> = {
  pending: { word: 'Pending', tone: 'idle' },
  running: { word: 'Running', tone: 'running' },
  pass: { word: 'Pass', tone: 'pass' },
  partial: { word: 'Partial', tone: 'partial' },
  fail: { word: 'Fail', tone: 'fail' },
  error: { word: 'Error', tone: 'error' },
};

export const VERDICT_WORDS: Readonly<Record<Verdict, Word>> = { pass: RUN_WORDS.pass, partial: RUN_WORDS.partial, fail: RUN_WORDS.fail };

export const HEALTH_WORDS: Readonly<Record<ServerHealth, Word>> = {
  unknown: { word: 'Not probed', tone: 'idle' },
  healthy: { word: 'Healthy', tone: 'pass' },
  auth_failed: { word: 'Auth failed', tone: 'fail' },
  unreachable: { word: 'Unreachable', tone: 'error' },
};

export const GRANT_WORDS: Readonly<Record<GrantState, Word>> = {
  pending: { word: 'Not connected', tone: 'idle' },
  connected: { word: 'Connected', tone: 'pass' },
  needs_reauth: { word: 'Needs renewal', tone: 'fail' },
};

export const STATE_WORDS: Readonly<Record<WorkflowState, Word>> = {
  active: { word: 'Enabled', tone: 'pass' },
  paused: { word: 'Paused', tone: 'idle' },
  archived: { word: 'Archived', tone: 'idle' },
};

export const CHANGE_WORDS: Readonly<Record<ChangeClass, Word>> = {
  breaking: { word: 'Breaking', tone: 'fail' },
  non_breaking: { word: 'Non-breaking', tone: 'pass' },
  informational: { word: 'Informational', tone: 'idle' },
};

/** Whose fault a run that did not pass is, in one sentence. */
export const CLASSIFICATION_SENTENCES: Readonly<Record<Classification, string>> = {
  server: 'The server under test answered wrongly.',
  schema: 'The server’s tool schemas changed or were not honoured.',
  credential: 'The server refused the credential.',
  network: 'The server could not be reached.',
  model: 'No fault of server, schema or workflow was found: what the tester did and got does not meet the criteria.',
  judge: 'The evaluator could not decide reliably.',
  test: 'The workflow itself is at fault.',
  platform: 'The run was stopped or interrupted here.',
};

/** `rate` between 0 and 1: green from 95 %, yellow from 80 %, red below. */
export function passRateTone(rate: number | null | undefined): Tone {
  if (rate === null || rate === undefined) return 'idle';
  if (rate >= 0.95) return 'pass';
  return rate >= 0.8 ? 'partial' : 'fail';
}
