// Output schemas compiled once for all sessions: the SDK would compile them anew for every connection.
import type { jsonSchemaValidator, JsonSchemaType, JsonSchemaValidator } from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';

const MAX_KEPT = 200;
/** Only schemas of ordinary size are kept, so that the cache stays within some megabytes. */
const MAX_KEPT_CHARS = 16 * 1024;

/**
 * The SDK's own validator, with a memory. Every schema has a compiler of its own, so that an `$id` of one server's schema
 * means nothing to another's. What does not compile is not remembered: the SDK reports it each time.
 */
export function createOutputValidators(): jsonSchemaValidator {
  const kept = new Map<string, JsonSchemaValidator<unknown>>();
  return {
    getValidator<T>(schema: JsonSchemaType): JsonSchemaValidator<T> {
      const text = JSON.stringify(schema);
      const known = kept.get(text);
      const validator = known ?? new AjvJsonSchemaValidator().getValidator<unknown>(schema);
      if (text.length <= MAX_KEPT_CHARS) keep(kept, text, validator);
      // Which type a schema describes is the caller's claim, here as in the SDK's own validator.
      return validator as JsonSchemaValidator<T>;
    },
  };
}

/** Newest last, so that the first is the one that was not asked for the longest. */
function keep<V>(kept: Map<string, V>, text: string, value: V): void {
  kept.delete(text);
  const oldest = kept.size >= MAX_KEPT ? kept.keys().next().value : undefined;
  if (oldest !== undefined) kept.delete(oldest);
  kept.set(text, value);
}
