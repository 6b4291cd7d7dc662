// The events that decided how the run ended: what failing criteria cite, errors, and limits that were reached. Pure.
import { excerptOf } from '../inspect/excerpt.ts';
import type { TraceEvent } from '../run.ts';
import type { ContributingEvent } from './diagnosis.ts';
import { isFailing } from './facts.ts';
import type { Facts } from './facts.ts';

const MAX_EVENTS = 50;

export interface ContributingEvents {
  readonly events: readonly ContributingEvent[];
  readonly isCut: boolean;
}

export function contributingEvents({ run, criteria, events }: Facts): ContributingEvents {
  const quotes = new Map(criteria.filter(isFailing).flatMap(({ evidence }) => evidence.map(({ eventId, excerpt }) => [eventId, excerpt])));
  const blamed = new Set(run.classificationEvidence.flatMap(({ type, id }) => (type === 'event' ? [id] : [])));
  const found = events.filter(({ id, type }) => quotes.has(id) || blamed.has(id) || type === 'error' || type === 'limit_reached');
  const shown = found.slice(0, MAX_EVENTS).map((event) => ({ event, excerpt: excerptOf(quotes.get(event.id) ?? textOf(event)) }));
  return {
    events: shown.map(({ event, excerpt }) => ({ eventId: event.id, type: event.type, excerpt: excerpt.text })),
    isCut: found.length > MAX_EVENTS || shown.some(({ excerpt }) => excerpt.isCut),
  };
}

function textOf(event: TraceEvent): string {
  switch (event.type) {
    case 'error':
      return `${event.data.kind}: ${event.data.message}`;
    case 'limit_reached':
      return `${event.data.limit}: ${event.data.value}`;
    case 'final_answer':
    case 'model_message':
      return event.data.text;
    default:
      return JSON.stringify(event.data);
  }
}
