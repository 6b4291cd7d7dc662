// What a caller may send as `check`: every kind's closed schema, with its expressions compiled (spec 02 §3).
import { z } from 'zod';
import { boundedText, verbatimText } from '#kernel/bounded-text';
import { exactlyOneOf, jsonPathField, jsonSchemaField, jsonValueField, regexField, valueProblem } from '#platform/match/expression-fields';
import { compileRegex } from '#platform/match/regex';
import type { Check, CheckKind } from './workflow.ts';

export const MAX_TOOL_NAME = 200;
const MAX_COUNT = 100_000;
const MAX_MS = 3_600_000;
const MAX_TOKENS = 100_000_000;

type Refinement = z.core.$RefinementCtx;

const toolName = boundedText(1, MAX_TOOL_NAME);
const argsMatch = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  const problem = valueProblem(value);
  if (problem) context.addIssue({ code: 'custom', message: problem });
  else refinePatterns(value, [], context);
});

const count = (max: number) => z.int().min(0).max(max);

const toolCalled = z
  .strictObject({
    kind: z.literal('tool_called'),
    tool: toolName,
    argsMatch: argsMatch.optional(),
    min: count(MAX_COUNT).optional(),
    max: count(MAX_COUNT).optional(),
  })
  .superRefine(({ min = 1, max }, context) => {
    if (max !== undefined && max < min) context.addIssue({ code: 'custom', path: ['max'], message: `must be at least min (${min})` });
  });

const toolOrder = z
  .strictObject({ kind: z.literal('tool_order'), tools: z.array(toolName).min(2).max(20) })
  .superRefine(({ tools }, context) => {
    tools.forEach((tool, index) => {
      // Only first calls are compared, so a name given twice could never be in order.
      if (tools.indexOf(tool) < index) context.addIssue({ code: 'custom', path: ['tools', index], message: 'is named twice' });
    });
  });

const toolResult = z
  .strictObject({
    kind: z.literal('tool_result'),
    tool: toolName,
    jsonpath: jsonPathField.optional(),
    which: z.enum(['last', 'any', 'all']).optional(),
    equals: jsonValueField.optional(),
    matches: regexField.optional(),
    schema: jsonSchemaField.optional(),
  })
  .superRefine(exactlyOneOf(['equals', 'matches', 'schema']));

const finalAnswer = z
  .strictObject({
    kind: z.literal('final_answer'),
    contains: verbatimText(1, 2000).optional(),
    matches: regexField.optional(),
    schema: jsonSchemaField.optional(),
  })
  .superRefine(exactlyOneOf(['contains', 'matches', 'schema']));

const maxLatency = z
  .strictObject({
    kind: z.literal('max_latency_ms'),
    ms: z.int().min(1).max(MAX_MS),
    tool: toolName.optional(),
    run: z.literal(true).optional(),
  })
  .superRefine(exactlyOneOf(['tool', 'run']));

const maxOf = <K extends CheckKind>(kind: K, max: number) => z.strictObject({ kind: z.literal(kind), max: count(max) });

const KINDS = {
  tool_called: toolCalled,
  tool_not_called: z.strictObject({ kind: z.literal('tool_not_called'), tool: toolName }),
  tool_order: toolOrder,
  no_tool_errors: z.strictObject({ kind: z.literal('no_tool_errors') }),
  tool_result: toolResult,
  final_answer: finalAnswer,
  max_latency_ms: maxLatency,
  max_tool_calls: maxOf('max_tool_calls', MAX_COUNT),
  max_steps: maxOf('max_steps', MAX_COUNT),
  max_tokens: maxOf('max_tokens', MAX_TOKENS),
  max_cost_usd: z.strictObject({ kind: z.literal('max_cost_usd'), max: z.number().gt(0).max(1_000_000) }),
} satisfies Record<CheckKind, z.ZodType<Check>>;

const CHECK_KINDS = Object.keys(KINDS);

const unknownKind = {
  error: (issue: { input?: unknown }) => (kindOf(issue.input) === undefined ? 'is required' : `must be one of ${CHECK_KINDS.join(', ')}`),
};

export const checkInput: z.ZodType<Check> = z
  .discriminatedUnion(
    'kind',
    [
      KINDS.tool_called,
      KINDS.tool_not_called,
      KINDS.tool_order,
      KINDS.no_tool_errors,
      KINDS.tool_result,
      KINDS.final_answer,
      KINDS.max_latency_ms,
      KINDS.max_tool_calls,
      KINDS.max_steps,
      KINDS.max_tokens,
      KINDS.max_cost_usd,
    ],
    unknownKind,
  )
  .meta({ id: 'Check' });

const kindOf = (input: unknown): unknown => (typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined);

/** `{"$matches": regex}` stands for a string; it must stand alone, and compile. Arrays match exactly and are not searched. */
function refinePatterns(value: unknown, path: readonly string[], context: Refinement): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === '$matches') refinePattern(value, child, { path: [...path, key], context });
    else refinePatterns(child, [...path, key], context);
  }
}

function refinePattern(parent: object, source: unknown, where: { path: string[]; context: Refinement }): void {
  const problem = patternProblem(parent, source, where.path.length === 1);
  if (problem) where.context.addIssue({ code: 'custom', path: where.path, message: problem });
}

function patternProblem(parent: object, source: unknown, atRoot: boolean): string | undefined {
  if (atRoot) return 'must stand under the name of an argument';
  if (typeof source !== 'string') return 'must be a regular expression (text)';
  if (Object.keys(parent).length > 1) return 'must stand alone in its object';
  const compiled = compileRegex(source);
  return compiled.ok ? undefined : compiled.error;
}
