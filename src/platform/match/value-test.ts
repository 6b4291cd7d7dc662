// Looks at one value in one of the ways of checks and assertions: equals, matches, schema (spec 02 §3). Pure.
import { sameJson } from './json-equality.ts';
import { compileSchema } from './json-schema.ts';
import { compileRegex } from './regex.ts';
import { shownValue, textOfValue } from './shown-value.ts';

/** Exactly one of the three ways to look at a value. */
export interface ValueTest {
  readonly equals?: unknown;
  /** Linear-time regular expression, at most 500 characters. */
  readonly matches?: string | undefined;
  /** JSON Schema 2020-12, at most 16 KiB. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
}

const MAX_SCHEMA_BYTES = 16 * 1024;

/** What is wrong with `value`, continuing a sentence about it; undefined when it satisfies the test. `show` quotes the value itself. */
export function problemOfValue(test: ValueTest, value: unknown, show: (value: unknown) => string = shownValue): string | undefined {
  if (test.matches !== undefined) {
    // A pattern looks at a text itself, at anything else as JSON.
    const text = value === undefined ? '' : textOfValue(value);
    if (text === undefined) return 'is nested too deeply to be looked at';
    return testPattern(test.matches, text) ? undefined : `is ${show(value)}, which does not match ${shownValue(test.matches)}`;
  }
  if (test.schema !== undefined) return problemUnderSchema(test.schema, value);
  return sameJson(test.equals, value) ? undefined : `is ${show(value)}, not ${shownValue(test.equals)}`;
}

export function problemUnderSchema(schema: Readonly<Record<string, unknown>>, value: unknown): string | undefined {
  const compiled = compileSchema(schema, { maxBytes: MAX_SCHEMA_BYTES });
  // Saved schemas compiled once; should one no longer, what it guards must not pass unseen.
  if (!compiled.ok) return `cannot be held against the schema: ${compiled.error}`;
  const problem = compiled.value.validate(value);
  return problem === undefined ? undefined : `breaks the schema: ${problem}`;
}

/** Patterns were compiled when they were saved; one that no longer compiles matches nothing. */
export function testPattern(pattern: string, text: string): boolean {
  const compiled = compileRegex(pattern);
  return compiled.ok && compiled.value.test(text);
}
