// Which run a dispatch means: the same key is the same run, however often and wherever it is asked for (spec 02 §9).
import { createHash } from 'node:crypto';
import { uuidV5 } from '#kernel/ids';
import type { RunId } from '#kernel/ids';
import type { TesterTarget } from '#modules/workflows';
import type { TesterKind } from './run.ts';

/** Fixed for ever: another namespace would make every earlier run unknown to its key. */
const RUN_NAMESPACE = '5c2f0a5e-8f1d-4b7a-9a3e-2d6c1e0b7f44';

export const DEFAULT_REASON = 'manual run';
export const SCHEDULE_REASON = 'schedule';

export interface RunKey {
  readonly orgId: string;
  readonly workflowId: string;
  readonly target: TesterTarget;
  readonly reason: string;
  readonly idempotencyKey: string;
  /** Of a trial, which is never the run of the current version, whatever its key. */
  readonly proposalId?: string | undefined;
}

/** NFC, trimmed, inner spaces collapsed, lower case. */
export const normaliseReason = (reason: string): string => reason.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Model id, with the hash of the skill text where there is one. Equal targets of two versions have equal keys. */
export function targetKey(target: TesterTarget): string {
  if (target.skillMode === 'none' || target.skillText === undefined) return target.modelId;
  return `${target.modelId}#${createHash('sha256').update(target.skillText, 'utf8').digest('hex')}`;
}

/** The id every dispatch with this key gets. */
export function runIdOf({ orgId, workflowId, target, reason, idempotencyKey, proposalId }: RunKey): RunId {
  const trial = proposalId === undefined ? [] : [proposalId];
  const name = JSON.stringify([orgId, workflowId, targetKey(target), normaliseReason(reason), idempotencyKey, ...trial]);
  return `run_${uuidV5(RUN_NAMESPACE, name)}`;
}

/** Caller and minute: two clicks within one UTC minute are one run. */
export const defaultIdempotencyKey = (callerId: string, now: Date): string => `${callerId} ${now.toISOString().slice(0, 16)}`;

/** The provider part of a model id says whether an AI acts (spec 11 §1). */
export function testerKindOf(modelId: string): TesterKind {
  const provider = modelId.split('/', 1)[0];
  return provider === 'script' || provider === 'pinned' ? provider : 'model';
}
