// What a server of ours offers, in our words: tools, resources and prompts as plain values. The host serves them in both eras.
import { z } from 'zod';
import type { ZodType } from 'zod';
import { fieldErrorsOf } from '#kernel/parse-input';
import { refusedFields } from './hosted-errors.ts';
import type { RpcError } from './hosted-errors.ts';
import type { ContentBlock, Era, ToolAnnotations } from './mcp.ts';
import { portableSchema } from './portable-schema.ts';

export { RpcError } from './hosted-errors.ts';

/** What a handler may look at beside its arguments. */
export interface ToolContext {
  /** Aborts when the caller leaves. */
  readonly signal: AbortSignal;
  /** Tells how far it is, to a caller who asked to hear it; to others it does nothing. `done` grows; its unit is the tool's own. */
  progress(done: number, message: string): Promise<void>;
  /** As the caller calls itself; a legacy caller of a stateless endpoint does not say. Data of a stranger. */
  readonly clientInfo: { readonly name: string; readonly version: string } | undefined;
  /** `params._meta` without the protocol's own keys. Data of a stranger. */
  readonly requestMeta: Readonly<Record<string, unknown>>;
  /** Only a modern caller can be answered with `asks`. */
  readonly era: Era;
  /** What can be put before the caller's person; only a modern caller says. */
  readonly elicits: { readonly form: boolean; readonly url: boolean };
  /** The state of an earlier `asks` that this call goes on from, as the caller sent it back: open it before you believe it. */
  readonly requestState: string | undefined;
  /** What the caller's person did with what was put before her: `accept`, `decline` or `cancel`; undefined where nothing was. */
  readonly elicited: string | undefined;
}

/** What there is instead of an answer: the caller repeats its call with `state`, and then perhaps there is one. */
export interface InputAsked {
  /** Comes back by way of the caller: seal it. */
  readonly state: string;
  /** Put before the caller's person, as far as `elicits` says so: a page to open, or without `url` a message to confirm. */
  readonly elicitation?: { readonly message: string; readonly url?: string | undefined } | undefined;
}

export interface ToolAnswer {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
  /** For modern callers only; the rest of the answer is left out. */
  readonly asks?: InputAsked | undefined;
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

interface Described {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export interface HostedResource extends Described {
  readonly uri: string;
  readonly mimeType: string;
  read(context: ToolContext): Promise<string> | string;
}

/** Values beginning with `typed`, best first; the host sends at most 100 of them. */
type Complete = (typed: string) => Promise<readonly string[]>;

export interface HostedResourceTemplate extends Described {
  /** RFC 6570, level 1: `armature://runs/{id}/trace`. */
  readonly uriTemplate: string;
  readonly mimeType: string;
  /** Throws RpcError for an object that is not there. */
  read(variables: Readonly<Record<string, string>>, context: ToolContext): Promise<string>;
  readonly complete?: Readonly<Record<string, Complete>> | undefined;
}

interface HostedArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly complete?: Complete | undefined;
}

export interface HostedPrompt extends Described {
  readonly arguments: readonly HostedArgument[];
  /** Gets declared arguments only, the required ones among them. Throws RpcError for what the caller did wrong. */
  render(args: Readonly<Record<string, string>>, context: ToolContext): Promise<string> | string;
}

export interface HostedServer {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly instructions: string;
  readonly tools: readonly HostedTool[];
  readonly resources: readonly HostedResource[];
  readonly resourceTemplates: readonly HostedResourceTemplate[];
  readonly prompts: readonly HostedPrompt[];
  /** The error for a tool that is not listed but known; undefined where it is unknown. */
  readonly refuseTool?: ((name: string) => RpcError | undefined) | undefined;
  /** `private` where lists or contents depend on the caller. */
  readonly listCacheScope: 'private' | 'public';
  /** How long a modern client may keep the lists; default 0. What a resource holds is never kept. */
  readonly listTtlMs?: number | undefined;
  /** What a handler threw that is no RpcError: a fault of ours, told the caller without internals. Default: "Internal error". */
  readonly faultOf?: ((error: unknown) => RpcError) | undefined;
}

/** `run` gives the structured result, a failure the model should read, or what is needed before there is a result. */
export interface ToolDefinition<I, O> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: ZodType<I>;
  readonly output: ZodType<O>;
  readonly annotations: ToolAnnotations;
  run(input: I, context: ToolContext): Promise<O | ToolFailure | InputNeeded> | O | ToolFailure | InputNeeded;
}

/** A failure in the course of business: an ordinary result marked `isError`. */
export class ToolFailure {
  readonly message: string;
  readonly structured: object | undefined;

  /** `structured`: the whole of what is known, where the output schema has room for it. */
  constructor(message: string, structured?: object) {
    this.message = message;
    this.structured = structured;
  }
}

/** Not an answer yet: see InputAsked. For modern callers only. */
export class InputNeeded {
  readonly asked: InputAsked;

  constructor(asked: InputAsked) {
    this.asked = asked;
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
      if (!parsed.success) throw refusedFields(fieldErrorsOf(parsed.error.issues));
      const result = await definition.run(parsed.data, context);
      if (result instanceof ToolFailure) return failureOf(result);
      if (result instanceof InputNeeded) return { content: [], asks: result.asked };
      return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result };
    },
  };
}

const failureOf = ({ message, structured }: ToolFailure): ToolAnswer => ({
  content: [{ type: 'text', text: message }],
  ...(structured === undefined ? {} : { structuredContent: structured }),
  isError: true,
});

type JsonSchema = Readonly<Record<string, unknown>>;

/** A catalog is built for every request, from zod schemas that live as long as the process. */
const MADE = { input: new WeakMap<ZodType, JsonSchema>(), output: new WeakMap<ZodType, JsonSchema>() };

function jsonSchemaOf(schema: ZodType, io: 'input' | 'output'): JsonSchema {
  const made = MADE[io].get(schema) ?? makeJsonSchema(schema, io);
  MADE[io].set(schema, made);
  return made;
}

/** zod writes the dialect into every schema; clients do not need it and catalogs get longer. */
function makeJsonSchema(schema: ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, '~standard': _standard, ...fields } = z.toJSONSchema(schema, { io }) as Record<string, unknown>;
  return portableSchema(fields);
}
