// What an agent may say of itself with every call, for analytics (spec 04 §1). No tool ever sees it.
import { z } from 'zod';
import { FRUSTRATION_LEVELS, recordEvent, REPAIR_API } from '#modules/analytics';
import type { FrustrationLevel } from '#modules/analytics';
import type { Ctx } from '#platform/ctx';

const MAX_INTENT = 500;
const MAX_CONTEXT = 2000;

const intent = z.string().max(MAX_INTENT);
const context = z.string().max(MAX_CONTEXT);
const level = z.enum(FRUSTRATION_LEVELS);

export const telemetryField = z
  .strictObject({
    intent: intent.optional().describe('What the person you work for wants to achieve, in one sentence'),
    context: context.optional().describe('What you are thinking: why this call, why now'),
    frustration_level: level.optional().describe('How annoyed the person seems'),
    user_intent: intent.optional().describe('Alias of intent'),
    agent_thinking: context.optional().describe('Alias of context'),
    user_frustration: level.optional().describe('Alias of frustration_level'),
  })
  .optional()
  .describe('Optional, for usage analytics only. Removed before the tool acts; changes nothing about the result. Put no secret in it');

interface Told {
  readonly userIntent: string | null;
  readonly agentThinking: string | null;
  readonly userFrustration: FrustrationLevel | null;
}

const NOTHING_TOLD: Told = { userIntent: null, agentThinking: null, userFrustration: null };

/** From arguments as they came, also where the call is refused for others of them. */
function toldIn(args: unknown): Told {
  const given = typeof args === 'object' && args !== null && 'telemetry' in args ? args.telemetry : undefined;
  const parsed = telemetryField.safeParse(given);
  if (!parsed.success || parsed.data === undefined) return NOTHING_TOLD;
  const { data } = parsed;
  return {
    userIntent: data.intent ?? data.user_intent ?? null,
    agentThinking: data.context ?? data.agent_thinking ?? null,
    userFrustration: data.frustration_level ?? data.user_frustration ?? null,
  };
}

interface EndedCall {
  readonly toolName: string;
  readonly args: unknown;
  readonly startedAt: Date;
  /** Null: it went well. */
  readonly errorCode: string | null;
}

/** Never waits for the database, and never fails. */
export function recordCall({ deps, org, actor }: Ctx, { toolName, args, startedAt, errorCode }: EndedCall): void {
  // What was said beside a secret may hold it too.
  const told = errorCode === 'secret_in_arguments' ? NOTHING_TOLD : toldIn(args);
  const durationMs = Math.max(0, deps.clock.now().getTime() - startedAt.getTime());
  const call = { orgId: org.id, source: REPAIR_API, actorId: actor.id, toolName, startedAt, durationMs };
  recordEvent(deps, { ...call, ...told, ok: errorCode === null, error: errorCode });
}
