// The shape of a tool's result as a JSON Schema: which fields there are, and of which type. Names only, no value. Pure.
import { resultSubject } from '#platform/match/result-subject';
import type { ToolAnswer } from '#platform/match/result-subject';

const MAX_FIELDS = 30;
const MAX_NAME = 100;
const MAX_DEPTH = 3;

type Schema = Readonly<Record<string, unknown>>;

/** Undefined for a result that is no object, or plain text: it has no shape to hold on to. */
export function shapeOfResult(answer: ToolAnswer): Schema | undefined {
  const subject = resultSubject(answer);
  if (!isRecord(subject) || isPlainText(answer, subject)) return undefined;
  return shapeOf(subject, 1);
}

const isPlainText = ({ structuredContent }: ToolAnswer, subject: Schema): boolean =>
  structuredContent === undefined && Object.keys(subject).join() === 'text';

/** A null says nothing of the type that stands there otherwise. */
function shapeOf(value: unknown, depth: number): Schema {
  if (value === null) return {};
  if (Array.isArray(value)) return { type: 'array' };
  if (!isRecord(value)) return { type: typeof value };
  if (depth > MAX_DEPTH) return { type: 'object' };
  const fields = Object.entries(value)
    .filter(([name]) => name.length <= MAX_NAME)
    .slice(0, MAX_FIELDS);
  return {
    type: 'object',
    required: fields.map(([name]) => name),
    properties: Object.fromEntries(fields.map(([name, field]) => [name, shapeOf(field, depth + 1)])),
  };
}

const isRecord = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
