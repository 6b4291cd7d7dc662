// JSONPath (RFC 9535) of users over other people's JSON, with bounds on path, depth, results and time.
import { JSONPathEnvironment, JSONPathError, FunctionExpressionType } from 'json-p3';
import type { FilterFunction, JSONPathQuery, JSONValue } from 'json-p3';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { linearRegExp } from './regex.ts';
import { TimeBoundError, withinTime } from './time-bound.ts';

const MAX_JSONPATH_LENGTH = 500;
const MAX_JSONPATH_RESULTS = 1_000;
const MAX_DEPTH = 100;
const MAX_MS = 500;

export interface CompiledJsonPath {
  /** The values found, in document order, at most 1 000. Empty also when the JSON is too deep, or the search takes over half a second. */
  query(json: unknown): unknown[];
}

const environment = new JSONPathEnvironment({ maxRecursionDepth: MAX_DEPTH });
// The library's own two use JavaScript's engine, which a pattern taken from data could hold for minutes.
environment.functionRegister.set(
  'match',
  regexFunction((pattern) => `^(?:${pattern})$`),
);
environment.functionRegister.set(
  'search',
  regexFunction((pattern) => pattern),
);

/** The error completes the sentence "this field …". */
export function compileJsonPath(path: string): Outcome<CompiledJsonPath, string> {
  if ([...path].length > MAX_JSONPATH_LENGTH) return failed(`is longer than ${MAX_JSONPATH_LENGTH} characters`);
  try {
    const query = environment.compile(path);
    return ok({ query: (json) => boundedQuery(query, json) });
  } catch (error) {
    if (error instanceof JSONPathError) return failed(`is not a JSONPath (RFC 9535): ${firstLine(error.message)}`);
    throw error;
  }
}

function boundedQuery(query: JSONPathQuery, json: unknown): unknown[] {
  try {
    // Callers pass parsed JSON; anything else in it is found as it is, never followed.
    return withinTime(MAX_MS, () =>
      Iterator.from(query.lazyQuery(json as JSONValue))
        .take(MAX_JSONPATH_RESULTS)
        .map((node) => node.value)
        .toArray(),
    );
  } catch (error) {
    if (error instanceof TimeBoundError || error instanceof JSONPathError || error instanceof RangeError) return [];
    throw error;
  }
}

/** A pattern that the engine does not take matches nothing, as RFC 9535 §2.4.6 wants it. */
function regexFunction(wrap: (pattern: string) => string): FilterFunction {
  return {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call: (text: unknown, pattern: unknown) => {
      if (typeof text !== 'string' || typeof pattern !== 'string' || pattern.length > MAX_JSONPATH_LENGTH) return false;
      try {
        return linearRegExp(wrap(pattern)).test(text);
      } catch {
        return false;
      }
    },
  };
}

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').slice(0, 200);
