// A step script against what the server offers now: tools and arguments, before the first call. Pure.
import { compileSchema } from '#platform/match/json-schema';
import type { CatalogTool } from '#platform/mcp/mcp';
import { isRecord } from './block-text.ts';
import type { ScriptValue } from './script-arguments.ts';
import type { ScriptStep, StepScript } from './step-script.ts';

const MAX_NAMES = 10;

/** The first fault with its line, or undefined. What a reference will bring is not known yet and not judged. */
export function faultOfScript(script: StepScript, tools: ReadonlyMap<string, CatalogTool>): string | undefined {
  for (const step of script.steps) {
    const tool = tools.get(step.tool);
    if (tool === undefined) return `line ${step.line} calls "${step.tool}", but the server has no such tool. ${namesOf(tools)}`;
    const fault = faultOfArguments(step, tool);
    if (fault !== undefined) return `line ${step.line}: the arguments do not fit the input schema of "${step.tool}": ${fault}`;
  }
  return undefined;
}

function namesOf(tools: ReadonlyMap<string, CatalogTool>): string {
  const names = [...tools.keys()];
  if (names.length === 0) return 'It has no tools.';
  return `It has: ${names.slice(0, MAX_NAMES).join(', ')}${names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : ''}.`;
}

function faultOfArguments(step: ScriptStep, { inputSchema }: CatalogTool): string | undefined {
  const value: ScriptValue = { kind: 'object', fields: step.arguments };
  const compiled = compileSchema(hasReference(value) ? asRecord(loosened(inputSchema, value)) : inputSchema);
  // A schema that is no schema is a finding about the server; it judges no arguments.
  return compiled.ok ? compiled.value.validate(withPlaceholders(value)) : undefined;
}

function hasReference(value: ScriptValue): boolean {
  if (value.kind === 'object') return Object.values(value.fields).some(hasReference);
  return value.kind === 'list' ? value.items.some(hasReference) : value.kind === 'reference';
}

function withPlaceholders(value: ScriptValue): unknown {
  if (value.kind === 'literal') return value.value;
  if (value.kind === 'list') return value.items.map(withPlaceholders);
  return value.kind === 'object' ? Object.fromEntries(Object.entries(value.fields).map(([name, field]) => [name, withPlaceholders(field)])) : null;
}

/** Keywords that look at a whole value at once, and so at a placeholder inside it. */
const WHOLE_VALUE_KEYWORDS: ReadonlySet<string> = new Set([
  'const', 'enum', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas', 'patternProperties',
  'unevaluatedProperties', 'unevaluatedItems', 'contains', 'uniqueItems', 'prefixItems', '$ref', '$dynamicRef',
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
  const additional = schema['additionalProperties'];
  return { ...kept, properties: { ...properties, ...Object.fromEntries(loose) }, ...(isRecord(additional) ? { additionalProperties: true } : {}) };
}

const asRecord = (schema: unknown): Readonly<Record<string, unknown>> => (isRecord(schema) ? schema : {});
