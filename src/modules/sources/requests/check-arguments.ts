// Holds the arguments of a call against its operation's schema. What it finds names the argument and never quotes a value.
import type { FieldError } from '#kernel/errors';
import { compileSchema } from '#platform/match/json-schema';
import type { CompiledSchema } from '#platform/match/json-schema';
import { TimeBudget } from '#platform/match/time-budget';
import { argumentSchemaOf } from '../compile/argument-schema.ts';
import type { Operation, Schema } from '../compile/compiled.ts';

/** Whole for nearly every operation there is; what is cut of a larger one, the API judges. Compiling so much takes half a second. */
const MAX_SCHEMA_BYTES = 192 * 1024;

/** Of this process; the one used longest ago is forgotten first. To compile one takes a millisecond, a large one a hundred. */
const MAX_COMPILED = 1_000;
/** Null: one that cannot be compiled. */
const compiled = new Map<Operation, CompiledSchema | null>();

/** Of each bundle: a document can make every check last as long as one may, and scripts check a thousand times. */
const budgets = new WeakMap<object, TimeBudget>();

/**
 * The first thing wrong, or undefined. Call it after `buildRequest` said yes: that one names what is missing and what is unknown.
 * A bundle whose checks have taken too long has none for a while; its API judges the arguments then.
 */
export function checkArguments(operation: Operation, schemas: Readonly<Record<string, Schema>>, args: unknown): FieldError | undefined {
  const budget = budgets.get(schemas) ?? new TimeBudget();
  budgets.set(schemas, budget);
  if (budget.isSpent) return undefined;
  const sentence = budget.spend(() => schemaOf(operation, schemas)?.validate(args ?? {}));
  return sentence === undefined ? undefined : fieldErrorOf(operation, sentence);
}

/** A document may hold schemas that no compiler takes; its API judges the arguments then. */
function schemaOf(operation: Operation, schemas: Readonly<Record<string, Schema>>): CompiledSchema | undefined {
  const known = compiled.get(operation);
  const schema = known === undefined ? compiledOnce(operation, schemas) : known;
  // A map remembers the order of insertion.
  compiled.delete(operation);
  const oldest = compiled.size >= MAX_COMPILED ? compiled.keys().next().value : undefined;
  if (oldest) compiled.delete(oldest);
  compiled.set(operation, schema);
  return schema ?? undefined;
}

function compiledOnce(operation: Operation, schemas: Readonly<Record<string, Schema>>): CompiledSchema | null {
  const made = compileSchema(argumentSchemaOf(operation, schemas, MAX_SCHEMA_BYTES), { maxBytes: MAX_SCHEMA_BYTES });
  return made.ok ? made.value : null;
}

/** `/body/tags/0 must be string` → `body.tags[0]`. Names may contain anything, so the argument is looked up and not parsed. */
function fieldErrorOf({ parameters, body }: Operation, sentence: string): FieldError {
  const names = [...parameters.map(({ argument }) => argument), ...(body === null ? [] : ['body'])];
  const pointerOf = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const starts = names.filter((name) => [' ', '/'].some((end) => sentence.startsWith(pointerOf(name) + end)));
  const name = starts.toSorted((a, b) => b.length - a.length)[0];
  if (name === undefined) return { field: 'arguments', message: sentence };
  const rest = sentence.slice(pointerOf(name).length);
  const [, deeper = '', message = rest.trim()] = /^((?:\/\S*)?) (.*)$/s.exec(rest) ?? [];
  return { field: name + fieldPathOf(deeper), message };
}

const fieldPathOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('');
