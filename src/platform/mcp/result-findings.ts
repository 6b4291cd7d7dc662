// What the answer of a tool call says about the server, beside the outcome. Pure; nothing here makes a call fail.
import { compileSchema } from '#platform/match/json-schema';
import { isObject, parseJson, textOf } from './json-value.ts';
import type { CallOutcome, CatalogTool, ContentBlock, Finding } from './mcp.ts';

const MAX_SCHEMA_BYTES = 256 * 1024;
const MAX_EVIDENCE_CHARS = 300;
const MAX_JSON_CHARS = 20_000;

/** `tool` as it is in the catalog; without it only the text is looked at. */
export const resultFindings = (tool: CatalogTool | undefined, outcome: CallOutcome): Finding[] => [
  ...(tool ? outputFindings(tool, outcome) : []),
  ...textFindings(tool?.name, outcome),
];

/** A declared `outputSchema` binds every result that is no error. What came out `ok` was held against it already. */
function outputFindings({ name, outputSchema }: CatalogTool, outcome: CallOutcome): Finding[] {
  if (!outputSchema || outcome.kind !== 'schema_violation') return [];
  const fault = (why: string, evidence: string): Finding[] => [
    {
      rule: 'output_not_honoured',
      severity: 'error',
      toolName: name,
      message: `'${name}' declares an output schema and its result breaks it: ${why}.`,
      evidence: evidence.slice(0, MAX_EVIDENCE_CHARS),
    },
  ];
  if (outcome.structuredContent === undefined) {
    // Where no result can be seen, another rule was broken and not this one.
    return outcome.content.length > 0 ? fault('there is no structuredContent', firstText(outcome.content) ?? '') : [];
  }
  const schema = compileSchema(outputSchema, { maxBytes: MAX_SCHEMA_BYTES });
  const problem = schema.ok ? schema.value.validate(outcome.structuredContent) : undefined;
  return problem === undefined ? [] : fault(problem, JSON.stringify(outcome.structuredContent));
}

/** A heuristic: it is told, and never counts as a failure. */
function textFindings(name: string | undefined, outcome: CallOutcome): Finding[] {
  if (outcome.kind !== 'ok') return [];
  const text = firstText(outcome.content);
  if (text === undefined || !beginsLikeError(text)) return [];
  return [
    {
      rule: 'error_as_success',
      severity: 'info',
      toolName: name,
      message: `${name === undefined ? 'A tool' : `'${name}'`} reports what looks like a failure as a success: its text begins like an error, and isError is not set.`,
      evidence: text.slice(0, MAX_EVIDENCE_CHARS),
    },
  ];
}

const firstText = (content: readonly ContentBlock[]): string | undefined => textOf(content[0]?.['text'])?.trim();

/** Exported for its table of examples. */
export const beginsLikeError = (text: string): boolean => OPENINGS.some((opening) => opening.test(text)) || isErrorObject(text);

const OPENINGS = [
  // "Error: …", "❌ Error searching libraries: …", but not "Error handling in Go"
  /^[^\p{L}{["<]{0,4}(?:fatal |internal |unexpected |unknown |api |request |server )?(?:error|exception|failure)\b[^\n:]{0,60}:/iu,
  /^[^\p{L}{["<]{0,4}(?:failed|unable|not able) to \w/iu,
  /^[^\p{L}{["<]{0,4}(?:could not|cannot|can't|couldn't) (?:connect|fetch|find|load|open|read|reach|resolve|access|authenticate|get|execute)\b/iu,
  /^(?:Uncaught )?[A-Z]\w{0,40}(?:Error|Exception)(?: \[\w+\])?: /,
  /^Traceback \(most recent call last\)/,
  /^(?:HTTP(?:\/\d(?:\.\d)?)? )?(?:status(?: code)? |error )?[45]\d\d(?::| [A-Z][a-z]+)/,
  /^(?:unauthorized|forbidden|access denied|permission denied|invalid api key|rate limit exceeded)\b/i,
];

/** `{"error": …}` and little else. */
function isErrorObject(text: string): boolean {
  if (!text.startsWith('{') || text.length > MAX_JSON_CHARS) return false;
  const value = parseJson(text);
  if (!isObject(value)) return false;
  const { error } = value;
  const isTold = (typeof error === 'string' && error !== '') || (isObject(error) && Object.keys(error).length > 0);
  return isTold && !['result', 'data', 'results'].some((field) => field in value);
}
