// Which schemas of a tool no client could compile. What only our own engine refuses (size, depth, its patterns) says nothing.
import { createHash } from 'node:crypto';
import { compileSchema } from '#platform/match/json-schema';
import { arrayOf, isObject, textOf } from './json-value.ts';
import type { CatalogTool, Era, Finding } from './mcp.ts';

/** Of one listing; what is left over is judged at a later one, for verdicts are kept. */
const BUDGET_MS = 300;
const MAX_SCHEMA_BYTES = 64 * 1024;
const MAX_KEPT = 4000;
const MAX_PATTERN_CHARS = 1000;
const MAX_DEPTH = 64;
const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';

type Schema = Readonly<Record<string, unknown>>;
/** What is wrong, as the end of the sentence "The schema …". */
type Fault = { readonly severity: 'error' | 'warning'; readonly words: string } | undefined;

const kept = new Map<string, Fault>();

/** One finding per schema that does not compile in its dialect; both dialects are tried where none is named. */
export function schemaFindings(tools: readonly CatalogTool[], era: Era): Finding[] {
  const endsAt = performance.now() + BUDGET_MS;
  return tools.flatMap(({ name, inputSchema, outputSchema }): Finding[] => {
    const finding = (which: string, fault: Fault): Finding[] =>
      fault
        ? [
            {
              rule: 'invalid_schema',
              severity: fault.severity,
              toolName: name,
              message: `The ${which} schema of '${name}' ${fault.words}.`,
              evidence: JSON.stringify(which === 'input' ? inputSchema : outputSchema).slice(0, 300),
            },
          ]
        : [];
    return [
      // A schema that is no object's is told of already.
      ...(inputSchema['type'] === 'object' ? finding('input', faultOf(inputSchema, endsAt)) : []),
      ...(outputSchema ? finding('output', legacyFault(outputSchema, era) ?? faultOf(outputSchema, endsAt)) : []),
    ];
  });
}

const legacyFault = (schema: Schema, era: Era): Fault =>
  era === 'legacy' && schema['type'] !== 'object'
    ? { severity: 'error', words: 'is not of type "object", as this revision demands; typed clients refuse the whole list because of it' }
    : undefined;

function faultOf(schema: Schema, endsAt: number): Fault {
  const text = JSON.stringify(schema);
  const key = createHash('sha256').update(text).digest('base64');
  if (kept.has(key)) return kept.get(key);
  if (performance.now() > endsAt) return undefined;
  const fault = judge(schema);
  const oldest = kept.size >= MAX_KEPT ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
  kept.set(key, fault);
  return fault;
}

function judge(schema: Schema): Fault {
  const pattern = patternsIn(schema).find((each) => !isPattern(each));
  if (pattern !== undefined) return { severity: 'error', words: `has a pattern that is no regular expression (${pattern.slice(0, 100)})` };
  const words = compileFault(schema);
  if (words === undefined) return undefined;
  // Without a dialect the older one may be meant.
  if (schema['$schema'] === undefined && compileFault({ $schema: DRAFT_07, ...schema }) === undefined) return undefined;
  return { severity: words.startsWith('has a reference outside') ? 'warning' : 'error', words };
}

function compileFault(schema: Schema): string | undefined {
  const compiled = compileSchema(schema, { maxBytes: MAX_SCHEMA_BYTES });
  if (compiled.ok || !TELLING.test(compiled.error) || OURS.test(compiled.error)) return undefined;
  return compiled.error.replace(/from id https:\/\/schema\.invalid\/.*/, '').trim();
}

const TELLING = /^is not a valid JSON Schema: |^has a reference outside/;
/** What the compiler behind our checks adds to the standard. */
const OURS = /error parsing regexp|cannot be used without|NOT SUPPORTED/;

function isPattern(source: string): boolean {
  return ['u', ''].some((flags) => {
    try {
      return Boolean(new RegExp(source, flags));
    } catch {
      return false;
    }
  });
}

/** `pattern` holds text only where it is the keyword: a property of that name holds a schema. */
function patternsIn(schema: unknown, depth = 0): string[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(schema)) return arrayOf(schema).flatMap((item) => patternsIn(item, depth + 1));
  if (!isObject(schema)) return [];
  const keyword = textOf(schema['pattern']);
  const named = isObject(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : [];
  const own = keyword === undefined ? named : [keyword, ...named];
  const below = Object.entries(schema).filter(([name]) => !DATA_KEYWORDS.has(name));
  return [...own.filter((source) => source.length <= MAX_PATTERN_CHARS), ...below.flatMap(([, value]) => patternsIn(value, depth + 1))];
}

const DATA_KEYWORDS = new Set(['const', 'enum', 'default', 'examples']);
