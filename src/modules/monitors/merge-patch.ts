// What a patch makes of a monitor, and what follows from the difference (spec 03 §1). Pure.
import { isDeepStrictEqual } from 'node:util';
import type { FieldError } from '#kernel/errors';
import type { MonitorPatch } from './monitor-input.ts';
import type { MonitorSpec } from './monitor.ts';

/** Server and tool stay: `immutableProblems` names them when they differ. */
export function mergePatch(current: MonitorSpec, { mcpServerId: _server, toolName: _tool, ...patch }: MonitorPatch): MonitorSpec {
  return {
    name: patch.name ?? current.name,
    mcpServerId: current.mcpServerId,
    authProfileId: patch.authProfileId === undefined ? current.authProfileId : patch.authProfileId,
    toolName: current.toolName,
    arguments: patch.arguments ?? current.arguments,
    intervalSeconds: patch.intervalSeconds ?? current.intervalSeconds,
    timeoutSeconds: patch.timeoutSeconds ?? current.timeoutSeconds,
    assertions: patch.assertions ?? current.assertions,
    validateOutputSchema: patch.validateOutputSchema ?? current.validateOutputSchema,
    allowDestructive: patch.allowDestructive ?? current.allowDestructive,
    protocolEra: patch.protocolEra ?? current.protocolEra,
    state: patch.state ?? current.state,
  };
}

export function immutableProblems(current: MonitorSpec, patch: MonitorPatch): FieldError[] {
  return (['mcpServerId', 'toolName'] as const)
    .filter((field) => patch[field] !== undefined && patch[field] !== current[field])
    .map((field) => ({ field, message: 'cannot change; make a new monitor instead' }));
}

export interface Transition {
  readonly isChanged: boolean;
  readonly pauses: boolean;
  readonly resumes: boolean;
  /** What was known no longer says anything: the status becomes unknown. */
  readonly isNewQuestion: boolean;
  /** `now`: check at once; `grid`: only the ticks move; null: the plan stays. */
  readonly plan: 'now' | 'grid' | null;
}

export function transitionOf(before: MonitorSpec, after: MonitorSpec): Transition {
  const resumes = before.state === 'paused' && after.state === 'active';
  const isNewQuestion =
    resumes || !isDeepStrictEqual(before.arguments, after.arguments) || !isDeepStrictEqual(before.assertions, after.assertions);
  const isMoved = before.intervalSeconds !== after.intervalSeconds;
  return {
    isChanged: !isDeepStrictEqual(before, after),
    pauses: before.state === 'active' && after.state === 'paused',
    resumes,
    isNewQuestion,
    plan: after.state === 'paused' ? null : planFor(isNewQuestion, isMoved),
  };
}

const planFor = (isNewQuestion: boolean, isMoved: boolean): Transition['plan'] => {
  if (isNewQuestion) return 'now';
  return isMoved ? 'grid' : null;
};
