// What a check says: its verdict, why in one sentence, and the events that decided it with a quotation of each.
import { cutText, wholeCharacters } from '#platform/match/shown-value';
import type { Evidence, TraceEvent } from '../run.ts';

export interface CheckFinding {
  readonly verdict: 'pass' | 'fail';
  /** At most 1000 characters. */
  readonly reasoning: string;
  /** At most five; each excerpt stands literally in its event. */
  readonly evidence: readonly Evidence[];
}

const MAX_REASONING = 1000;
const MAX_EVIDENCE = 5;
const MAX_EXCERPT = 300;

export const pass = (reasoning: string, evidence: readonly Evidence[] = []): CheckFinding => finding('pass', reasoning, evidence);
export const fail = (reasoning: string, evidence: readonly Evidence[] = []): CheckFinding => finding('fail', reasoning, evidence);

function finding(verdict: CheckFinding['verdict'], reasoning: string, evidence: readonly Evidence[]): CheckFinding {
  return { verdict, reasoning: cutText(reasoning, MAX_REASONING), evidence: evidence.slice(0, MAX_EVIDENCE) };
}

/** Quotes one text that stands in the event; an empty one cannot be quoted and gives no evidence. */
export function quote(event: TraceEvent, text: string): Evidence[] {
  const excerpt = wholeCharacters(text.trim().slice(0, MAX_EXCERPT)).trim();
  return excerpt === '' ? [] : [{ eventId: event.id, excerpt }];
}

/** Quotes `"name":value` of the event's data, which reads the same however its keys are ordered. */
export function quoteField<E extends TraceEvent>(event: E, name: keyof E['data'] & string): Evidence[] {
  const value: unknown = Object.entries(event.data).find(([key]) => key === name)?.[1];
  return value === undefined ? [] : quote(event, `${JSON.stringify(name)}:${JSON.stringify(value)}`);
}
