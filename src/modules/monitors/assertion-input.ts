// What a caller may send as an assertion: every kind's closed schema, with its expression compiled (spec 03 §2).
import { z } from 'zod';
import { exactlyOneOf, jsonPathField, jsonSchemaField, jsonValueField, regexField } from '#platform/match/expression-fields';
import type { Assertion } from './monitor.ts';

const MAX_LATENCY_MS = 60_000;

const jsonPath = z
  .strictObject({
    kind: z.literal('jsonpath'),
    path: jsonPathField,
    equals: jsonValueField.optional().describe('Give exactly one of equals, matches'),
    matches: regexField.optional().describe('RE2, found anywhere in the text'),
  })
  .superRefine(exactlyOneOf(['equals', 'matches']));
const jsonSchema = z.strictObject({ kind: z.literal('json_schema'), schema: jsonSchemaField });
const maxLatency = z.strictObject({ kind: z.literal('max_latency_ms'), ms: z.int().min(1).max(MAX_LATENCY_MS) });

const KINDS = ['jsonpath', 'json_schema', 'max_latency_ms'] as const satisfies readonly Assertion['kind'][];

const checked = z
  .discriminatedUnion('kind', [jsonPath, jsonSchema, maxLatency], {
    error: (issue) => (kindOf(issue.input) === undefined ? 'is required' : `must be one of ${KINDS.join(', ')}`),
  })
  .meta({ id: 'Assertion' });

const kindOf = (input: unknown): unknown => (typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined);

/** The cast says what `exactlyOneOf` makes sure of, and the inferred type cannot. */
export const assertionInput = checked as z.ZodType as z.ZodType<Assertion>;
