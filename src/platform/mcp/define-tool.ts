// What a server of ours offers, in our words: tools, resources and prompts as plain values. The host serves them in both eras.
import { z } from 'zod';
import type { ZodType } from 'zod';
import { fieldErrorsOf } from '#kernel/parse-input';
import type { ContentBlock, ToolAnnotations } from './mcp.ts';

/** What a handler may look at beside its arguments. */
export interface ToolContext {
  /** Aborts when the caller leaves. */
  readonly signal: AbortSignal;
}

export interface ToolAnswer {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
}

export interface HostedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema?: Readonly<Record<string, unknown>> | undefined;
  readonly annotations: ToolAnnotations;
  /** Gets arguments of unknown shape; throws RpcError for what the caller did wrong. */
  call(args: unknown, context: ToolContext): Promise<ToolAnswer>;
}

export interface HostedResource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  read(): string;
}

export interface HostedPrompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly required: boolean }[];
  render(args: Readonly<Record<string, string>>): string;
}

export interface HostedServer {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly instructions: string;
  readonly tools: readonly HostedTool[];
  readonly resources: readonly HostedResource[];
  readonly prompts: readonly HostedPrompt[];
}

/** A JSON-RPC error for the caller. `data` reaches it in both eras. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

export const INVALID_PARAMS = -32602;

/** `run` gives the structured result, or a failure the model should read (`fail`). */
export interface ToolDefinition<I, O> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: ZodType<I>;
  readonly output: ZodType<O>;
  readonly annotations: ToolAnnotations;
  run(input: I, context: ToolContext): Promise<O | ToolFailure> | O | ToolFailure;
}

/** A failure in the course of business: an ordinary result marked `isError`. */
export class ToolFailure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const TOOL_NAME = /^[A-Za-z0-9_.-]{1,128}$/;

/** Refuses a name that clients cannot use; derives both JSON Schemas from the zod ones. */
export function defineTool<I, O>(definition: ToolDefinition<I, O>): HostedTool {
  if (!TOOL_NAME.test(definition.name)) throw new Error(`'${definition.name}' is no usable tool name`);
  return {
    name: definition.name,
    title: definition.title,
    description: definition.description,
    annotations: definition.annotations,
    inputSchema: jsonSchemaOf(definition.input, 'input'),
    outputSchema: jsonSchemaOf(definition.output, 'output'),
    async call(args, context) {
      const parsed = definition.input.safeParse(args ?? {});
      if (!parsed.success) {
        const fieldErrors = fieldErrorsOf(parsed.error.issues);
        throw new RpcError(INVALID_PARAMS, fieldErrors.map(({ field, message }) => `${field}: ${message}`).join('; '), { fieldErrors });
      }
      const result = await definition.run(parsed.data, context);
      if (result instanceof ToolFailure) return { content: [{ type: 'text', text: result.message }], isError: true };
      return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result };
    },
  };
}

/** zod writes the dialect into every schema; clients do not need it and catalogs get longer. */
function jsonSchemaOf(schema: ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  const { $schema: _dialect, '~standard': _standard, ...fields } = z.toJSONSchema(schema, { io }) as Record<string, unknown>;
  return fields;
}
