// An event as it is stored: with an id, its session, and without what a caller left out. Pure.
import type { StoredEvent, ToolCallEvent } from './event.ts';

export function storedEvent(event: ToolCallEvent, eventId: string): StoredEvent {
  const { source, actorId, startedAt, durationMs, ok, error, toolName, userIntent, agentThinking, userFrustration, facts } = event;
  return {
    eventId,
    source,
    kind: 'tool_call',
    actorId,
    sessionKey: event.sessionKey ?? sessionKey(actorId, startedAt),
    startedAt: startedAt.toISOString(),
    finishedAt: new Date(startedAt.getTime() + durationMs).toISOString(),
    durationMs,
    ok,
    error,
    metadata: {
      ...facts,
      tool_name: toolName,
      ...(userIntent === null ? {} : { user_intent: userIntent }),
      ...(agentThinking === null ? {} : { agent_thinking: agentThinking }),
      ...(userFrustration === null ? {} : { user_frustration: userFrustration }),
    },
  };
}

/** Of a server without sessions: one for each actor and UTC day (spec 08 §3). */
const sessionKey = (actorId: string, at: Date): string => `fallback:${actorId}:${at.toISOString().slice(0, 10)}`;
