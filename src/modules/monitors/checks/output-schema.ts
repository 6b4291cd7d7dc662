// Holds a result against the output schema its tool declares, in either dialect. Pure.
import { compileSchema } from '#platform/match/json-schema';
import type { CatalogTool } from '#platform/mcp/mcp';

/** Written by servers, and larger than what people write. */
const MAX_SCHEMA_BYTES = 512 * 1024;

export interface OutputVerdict {
  /** What is wrong with the result, as a sentence. */
  readonly fault?: string | undefined;
  /** Why nothing can be said: the schema's fault, not the result's. */
  readonly note?: string | undefined;
}

export function judgeOutput(tool: CatalogTool | undefined, structuredContent: unknown): OutputVerdict {
  const schema = tool?.outputSchema;
  if (schema === undefined) return { note: 'The tool declares no output schema any more, so the result was not held against one.' };
  if (structuredContent === undefined) return { fault: 'The tool declares an output schema, but the result has no structuredContent.' };
  const compiled = compileSchema(schema, { maxBytes: MAX_SCHEMA_BYTES });
  if (!compiled.ok) return { note: `The result was not held against the output schema of the tool: it ${compiled.error}.` };
  const problem = compiled.value.validate(structuredContent);
  return problem === undefined ? {} : { fault: `The result breaks the output schema of the tool: ${problem}.` };
}
