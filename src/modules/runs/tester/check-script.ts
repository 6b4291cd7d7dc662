// A step script against what the server offers now: tools and arguments, before the first call. Pure.
import { compileSchema, validateTogether } from '#platform/match/json-schema';
import type { SchemaCheck } from '#platform/match/json-schema';
import type { CatalogTool } from '#platform/mcp/mcp';
import { isRecord } from './block-text.ts';
import type { ScriptValue } from './script-arguments.ts';
import type { ScriptStep, StepScript } from './step-script.ts';

const MAX_NAMES = 10;
/** Larger schemas judge nothing: no real tool comes near it, and compiling must end. */
const MAX_SCHEMA_BYTES = 512 * 1024;

/** The first fault with its line, or undefined. What a reference will bring is not known yet and not judged. */
export function faultOfScript(script: StepScript, tools: ReadonlyMap<string, CatalogTool>): string | undefined {
  const unknown = script.steps.findIndex((step) => !tools.has(step.tool));
  const known = unknown < 0 ? script.steps : script.steps.slice(0, unknown);
  const checks = known.flatMap((step) => checkOf(step, tools.get(step.tool)));
  const faults = validateTogether(checks);
  for (const [i, { step }] of checks.entries()) {
    if (faults[i] !== undefined) return `line ${step.line}: the arguments do not fit the input schema of "${step.tool}": ${faults[i]}`;
  }
  const step = script.steps[unknown];
  return step && `line ${step.line} calls "${step.tool}", but the server has no such tool. ${namesOf(tools)}`;
}

function namesOf(tools: ReadonlyMap<string, CatalogTool>): string {
  const names = [...tools.keys()];
  if (names.length === 0) return 'It has no tools.';
  return `It has: ${names.slice(0, MAX_NAMES).join(', ')}${names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : ''}.`;
}

interface ArgumentCheck extends SchemaCheck {
  readonly step: ScriptStep;
}

function checkOf(step: ScriptStep, tool: CatalogTool | undefined): ArgumentCheck[] {
  const value: ScriptValue = { kind: 'object', fields: step.arguments };
  const inputSchema = tool?.inputSchema ?? {};
  const schema = hasReference(value) ? asRecord(loosened(inputSchema, value)) : inputSchema;
  const compiled = compileSchema(schema, { maxBytes: MAX_SCHEMA_BYTES });
  // A schema that is no schema is a finding about the server; it judges no arguments.
  return compiled.ok ? [{ step, schema: compiled.value, value: withPlaceholders(value) }] : [];
}

function hasReference(value: ScriptValue): boolean {
  if (value.kind === 'object') return Object.values(value.fields).some(hasReference);
  return value.kind === 'list' ? value.items.some(hasReference) : value.kind === 'reference';
}

function withPlaceholders(value: ScriptValue): unknown {
  if (value.kind === 'literal') return value.value;
  if (value.kind === 'list') return value.items.map(withPlaceholders);
  return value.kind === 'object'
    ? Object.fromEntries(Object.entries(value.fields).map(([name, field]) => [name, withPlaceholders(field)]))
    : null;
}

/** Keywords that look at a whole value at once, and so at a placeholder inside it. */
const WHOLE_VALUE_KEYWORDS: ReadonlySet<string> = new Set([
  'const',
  'enum',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependencies',
  'dependentSchemas',
  'patternProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contains',
  'uniqueItems',
  'prefixItems',
  '$ref',
  '$dynamicRef',
]);

/** The schema without demands on what references will bring: `true` at a reference, the rest kept where it can be judged. */
function loosened(schema: unknown, value: ScriptValue): unknown {
  if (value.kind === 'reference') return true;
  if (!hasReference(value) || !isRecord(schema)) return schema;
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !WHOLE_VALUE_KEYWORDS.has(keyword)));
  if (value.kind === 'list') return { ...kept, items: true };
  if (value.kind !== 'object') return kept;
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const loose = Object.entries(value.fields)
    .filter(([name]) => Object.hasOwn(properties, name))
    .map(([name, field]) => [name, loosened(properties[name], field)] as const);
  // Without the patterns nobody knows which further names are allowed.
  const isOpen = isRecord(schema['additionalProperties']) || schema['patternProperties'] !== undefined;
  return { ...kept, properties: { ...properties, ...Object.fromEntries(loose) }, ...(isOpen ? { additionalProperties: true } : {}) };
}

const asRecord = (schema: unknown): Readonly<Record<string, unknown>> => (isRecord(schema) ? schema : {});
