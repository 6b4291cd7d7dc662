// What is stored when redaction itself failed: the shape of an event without any text from outside (spec 09 §7). Pure.
export const REDACTION_FAILED = '[redaction failed]';

/** Fields our own code fills from closed sets or with our own ids. */
const OURS: ReadonlySet<string> = new Set([
  'callId',
  'criterionId',
  'verdict',
  'judgedBy',
  'status',
  'kind',
  'limit',
  'stopReason',
  'outcome',
  'testerKind',
  'versionId',
  'snapshotId',
  'era',
]);

/** Every foreign text becomes the mark; numbers and switches stay. Lists become one mark, so depth cannot matter. */
export function hideText(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, OURS.has(key) ? value : hidden(value)]));
}

function hidden(value: unknown): unknown {
  if (typeof value === 'string') return REDACTION_FAILED;
  if (Array.isArray(value))
    return value.slice(0, 1).map((item) => (typeof item === 'string' ? REDACTION_FAILED : { type: 'text', text: REDACTION_FAILED }));
  if (typeof value === 'object' && value !== null) return { hidden: REDACTION_FAILED };
  return value;
}
