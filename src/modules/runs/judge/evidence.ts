// Is what the evaluator quotes really in the trace? An unknown event or an invented quote makes a sample invalid. Pure.
import type { Evidence, TraceEvent } from '../run.ts';
import { eventText } from './judge-prompt.ts';

const MAX_LEAVES = 20_000;

/** The first thing wrong with the evidence, in words for the evaluator, or undefined. */
export function evidenceProblem(evidence: readonly Evidence[], events: ReadonlyMap<string, TraceEvent>): string | undefined {
  if (evidence.length === 0) return 'has no evidence';
  for (const [index, { eventId, excerpt }] of evidence.entries()) {
    const event = events.get(eventId);
    if (!event) return `evidence ${index + 1} names an event that is not in the trace`;
    if (!isQuoted(excerpt, event)) return `evidence ${index + 1} quotes text that does not stand in event ${event.id}`;
  }
  return undefined;
}

/** Literally, apart from white space; as JSON, or as the text inside the JSON. */
export function isQuoted(excerpt: string, event: TraceEvent): boolean {
  const wanted = collapse(excerpt);
  if (wanted === '') return false;
  return [JSON.stringify(event.data), leaves(event.data).join('\n'), eventText(event)].some((text) => collapse(text).includes(wanted));
}

const collapse = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function leaves(value: unknown, found: string[] = []): string[] {
  if (found.length >= MAX_LEAVES) return found;
  if (typeof value === 'string') found.push(value);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) leaves(item, found);
  else if (value !== undefined) found.push(JSON.stringify(value));
  return found;
}
