// What a tool's definition asks of the monitors that call it: arguments, output schema, destructiveness (spec 03 §1). Pure.
import type { FieldError } from '#kernel/errors';
import { compileSchema } from '#platform/match/json-schema';
import type { CatalogTool } from '#platform/mcp/mcp';
import type { CheckBudget } from './check-budget.ts';

/** A server's schema may be larger than one that a user writes. */
const MAX_SCHEMA_BYTES = 64 * 1024;

/** `undefined` where the caller leaves the rule aside. */
export interface ToolClaims {
  readonly arguments: Readonly<Record<string, unknown>> | undefined;
  readonly validateOutputSchema: boolean | undefined;
  readonly allowDestructive: boolean | undefined;
}

interface Claiming {
  readonly values: Partial<ToolClaims>;
  readonly wrong: ReadonlySet<unknown>;
}

/** What is claimed by fields that are right in themselves; `otherwise`: for those that are not sent. */
export function claimsOf({ values, wrong }: Claiming, otherwise: Partial<ToolClaims>): ToolClaims {
  return {
    arguments: values.arguments ?? (wrong.has('arguments') ? undefined : otherwise.arguments),
    validateOutputSchema: values.validateOutputSchema,
    allowDestructive: values.allowDestructive ?? (wrong.has('allowDestructive') ? undefined : otherwise.allowDestructive),
  };
}

export const isDestructive = (tool: CatalogTool | undefined): boolean => tool?.annotations?.destructiveHint === true;

export const hasOutputSchema = (tool: CatalogTool | undefined): boolean =>
  typeof tool?.outputSchema === 'object' && tool.outputSchema !== null;

/** `tool` is undefined when it left the catalog: then nothing is known to be wrong with the arguments. */
export function toolProblems(tool: CatalogTool | undefined, claims: ToolClaims, budget: CheckBudget): FieldError[] {
  const problems: FieldError[] = [];
  const wrongArguments = tool && claims.arguments ? whyRefused(tool, claims.arguments, budget) : undefined;
  if (wrongArguments !== undefined) problems.push({ field: 'arguments', message: wrongArguments });
  if (claims.validateOutputSchema === true && !hasOutputSchema(tool))
    problems.push({ field: 'validateOutputSchema', message: 'must be false: the tool declares no output schema' });
  if (claims.allowDestructive === false && isDestructive(tool))
    problems.push({ field: 'allowDestructive', message: 'must be true: the tool is marked destructive (destructiveHint)' });
  return problems;
}

const whyRefused = (tool: CatalogTool, args: Readonly<Record<string, unknown>>, budget: CheckBudget): string | undefined =>
  budget.isSpent()
    ? 'were not checked: the input schemas of these tools take too long; make fewer monitors at once'
    : argumentsProblem(tool, args);

/** The first thing wrong, or undefined. What a schema that cannot be used would say stays unknown: the server decides. */
export function argumentsProblem(tool: CatalogTool, args: Readonly<Record<string, unknown>>): string | undefined {
  const compiled = compileSchema(tool.inputSchema, { maxBytes: MAX_SCHEMA_BYTES });
  if (!compiled.ok) return undefined;
  const wrong = compiled.value.validate(args);
  return wrong === undefined ? undefined : `do not fit the tool's input schema: ${wrong}`;
}
