// A message as the JSON of a webhook (spec 03 §7): these fields and no others, and none of them ever missing.
import type { IncidentCause } from '../incident.ts';
import type { AlertMessage } from '../message.ts';

export function webhookBody(message: AlertMessage): string {
  const { type, timestamp, organization, rule, incident, target, url } = message;
  return JSON.stringify({
    type,
    timestamp,
    data: {
      organization: { id: organization.id, slug: organization.slug },
      rule: rule && { id: rule.id, name: rule.name },
      incident: incident && {
        id: incident.id,
        state: incident.state,
        openedAt: incident.openedAt,
        failureCount: incident.failureCount,
      },
      target: target && { type: target.type, id: target.id, name: target.name },
      cause: causeOf(message),
      url,
    },
  });
}

/** What came of no run or check says in the same place what happened. */
function causeOf({ cause, type, summary }: AlertMessage): IncidentCause {
  if (!cause) return { runId: null, checkId: null, status: type, classification: null, message: summary };
  const { runId, checkId, status, classification, message } = cause;
  return { runId, checkId, status, classification, message };
}
