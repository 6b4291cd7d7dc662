// One tool of the repair endpoint: who may call it, what it takes, what it answers; and what holds for every call of one.
import { z } from 'zod';
import { requireRole } from '#kernel/role';
import type { Role } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { defineTool } from '#platform/mcp/define-tool';
import type { HostedTool, RpcError, ToolAnswer, ToolContext } from '#platform/mcp/define-tool';
import { refuseSecrets } from '#platform/secrets/refuse-secrets';
import { codeOf, rpcErrorOf } from './errors.ts';
import { recordCall, telemetryField } from './telemetry.ts';

/** All four are always said: a client that is told nothing assumes the worst. */
interface Annotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export const READS: Annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
export const STAGES: Annotations = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false };

/** Modules answer readonly values; a schema infers mutable ones. */
type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

interface Definition<Fields extends z.ZodRawShape, Output extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  /** For an agent that reads nothing else. */
  readonly description: string;
  /** Lowest role. */
  readonly role: Role;
  readonly annotations: Annotations;
  /** The argument that names what is worked on. */
  readonly subject: string;
  /** Every argument described. Others are refused. */
  readonly input: Fields;
  /** Arguments that are described more closely than they are parsed here, because the verb says better what is wrong. */
  readonly shown?: z.ZodRawShape | undefined;
  /** What the answer has more than this is left out. */
  readonly output: Output;
  run(ctx: Ctx, input: z.output<z.ZodObject<Fields>>, context: ToolContext): Promise<DeepReadonly<z.input<Output>>>;
}

export interface RepairTool {
  readonly name: string;
  readonly role: Role;
  /** For one request. */
  hosted(ctx: Ctx): HostedTool;
  /** What a caller is told who calls it all the same, without the role; undefined: the role will do. */
  refusal(ctx: Ctx): RpcError | undefined;
}

export function defineRepairTool<Fields extends z.ZodRawShape, Output extends z.ZodType>(
  definition: Definition<Fields, Output>,
): RepairTool {
  const { name, title, description, role, annotations, output } = definition;
  const input = z.strictObject({ ...definition.input, telemetry: telemetryField });
  const shown = definition.shown && z.strictObject({ ...definition.input, ...definition.shown, telemetry: telemetryField });
  const act = async (ctx: Ctx, parsed: object, context: ToolContext): Promise<unknown> =>
    output.parse(await definition.run(ctx, withoutTelemetry<Fields>(parsed), context));
  return {
    name,
    role,
    refusal: (ctx) => refusalOf(ctx, definition),
    hosted: (ctx) => {
      const run = (parsed: object, context: ToolContext): Promise<unknown> => act(ctx, parsed, context);
      const tool = defineTool({ name, title, description, annotations, input, output, run });
      const { inputSchema } = shown === undefined ? tool : defineTool({ ...tool, input: shown, output, run });
      return { ...tool, inputSchema, call: (args, context) => call(ctx, { tool, definition, args }, context) };
    },
  };
}

interface Guarded {
  readonly name: string;
  readonly role: Role;
  readonly subject: string;
}

function refusalOf(ctx: Ctx, { name: toolName, role, subject }: Guarded): RpcError | undefined {
  try {
    requireRole(ctx, role);
    return undefined;
  } catch (error) {
    const told = rpcErrorOf(error, { ctx, subject });
    recordCall(ctx, { toolName, args: undefined, startedAt: ctx.deps.clock.now(), errorCode: codeOf(told) });
    return told;
  }
}

interface Call {
  readonly tool: HostedTool;
  readonly definition: Guarded;
  readonly args: unknown;
}

async function call(ctx: Ctx, { tool, definition, args }: Call, context: ToolContext): Promise<ToolAnswer> {
  const { name: toolName, role, subject } = definition;
  const startedAt = ctx.deps.clock.now();
  try {
    requireRole(ctx, role);
    refuseSecrets(args);
    const answer = await tool.call(args, context);
    recordCall(ctx, { toolName, args, startedAt, errorCode: null });
    return answer;
  } catch (error) {
    const told = rpcErrorOf(error, { ctx, subject });
    recordCall(ctx, { toolName, args, startedAt, errorCode: codeOf(told) });
    throw told;
  }
}

/** The tool's own arguments. The cast is safe: they were parsed with the same fields and the telemetry beside them. */
function withoutTelemetry<Fields extends z.ZodRawShape>(parsed: object): z.output<z.ZodObject<Fields>> {
  const own = Object.entries(parsed).filter(([name]) => name !== 'telemetry');
  return Object.fromEntries(own) as z.output<z.ZodObject<Fields>>;
}
