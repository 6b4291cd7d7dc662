// Looks at one value in one of the ways of a check: equals, matches, schema (spec 02 §3). Pure.
import type { ValueTest } from '#modules/workflows';
import { compileSchema } from '#platform/match/json-schema';
import { shown } from './check-finding.ts';
import { sameJson, testPattern } from './match-args.ts';

const MAX_SCHEMA_BYTES = 16 * 1024;

/** What is wrong with `value`, continuing a sentence about it; undefined when it satisfies the test. */
export function valueProblem(test: ValueTest, value: unknown): string | undefined {
  if (test.matches !== undefined) {
    return testPattern(test.matches, textOf(value)) ? undefined : `is ${shown(value)}, which does not match ${shown(test.matches)}`;
  }
  if (test.schema !== undefined) return schemaProblem(test.schema, value);
  return sameJson(test.equals, value) ? undefined : `is ${shown(value)}, not ${shown(test.equals)}`;
}

export function schemaProblem(schema: Readonly<Record<string, unknown>>, value: unknown): string | undefined {
  const compiled = compileSchema(schema, { maxBytes: MAX_SCHEMA_BYTES });
  // Saved schemas compiled once; should one no longer, the criterion must not pass unseen.
  if (!compiled.ok) return `cannot be held against the schema: ${compiled.error}`;
  const problem = compiled.value.validate(value);
  return problem === undefined ? undefined : `breaks the schema: ${problem}`;
}

/** A pattern looks at a text itself, at anything else as JSON. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
