// What of an approval is sealed at rest: what is asked, what goes on afterwards, and what that ended with. Each opens for its row only.
import { z } from 'zod';
import type { Deps } from '#platform/ctx';
import { ROLES } from '#kernel/role';
import { METHODS } from '#modules/sources';
import { callRecord, storedCaller } from '../executions/store.ts';
import { ERROR_KINDS } from '../executions/answer.ts';
import type { ExecutionAnswer } from '../executions/answer.ts';
import type { PendingRequest } from './approval.ts';

type Doors = Pick<Deps, 'vault'>;

/** What a process needs to go on with what another one paused. */
export interface Paused {
  /** Of the sandbox, in base64; null where a single operation was asked for and no script. */
  readonly image: string | null;
  /** JavaScript name of the operation. */
  readonly name: string;
  readonly argsJson: string;
  /** As the agent sent it, for its own line numbers; empty without a script. */
  readonly code: string;
  /** Of the script, for its answer. */
  readonly warnings: readonly string[];
  readonly actor: z.output<typeof actorShape>;
}

const actorShape = storedCaller.and(z.object({ role: z.enum(ROLES) }));

const requestShape: z.ZodType<PendingRequest> = z.object({
  method: z.enum(METHODS),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  arguments: z.unknown(),
});
const pausedShape: z.ZodType<Paused> = z.object({
  image: z.string().nullable(),
  name: z.string(),
  argsJson: z.string(),
  code: z.string(),
  warnings: z.array(z.string()).default([]),
  actor: actorShape,
});
const answerShape: z.ZodType<ExecutionAnswer> = z.object({
  execId: z.string(),
  ok: z.boolean(),
  result: z.unknown(),
  resultTruncated: z.boolean(),
  logs: z.array(z.object({ level: z.string(), text: z.string() })),
  calls: z.array(callRecord),
  durationMs: z.number(),
  hint: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  error: z
    .object({
      kind: z.enum(ERROR_KINDS),
      message: z.string(),
      line: z.number().optional(),
      column: z.number().optional(),
      operationId: z.string().optional(),
      status: z.number().optional(),
      body: z.unknown().optional(),
      approvalId: z.string().optional(),
    })
    .optional(),
});

const SHAPES = { request: requestShape, paused: pausedShape, result: answerShape };
type Part = keyof typeof SHAPES;
type Content<P extends Part> = z.output<(typeof SHAPES)[P]>;

const purposeOf = (part: Part, approvalId: string): string => `approval ${approvalId} ${part}`;

export const sealPart = <P extends Part>(
  { vault }: Doors,
  { part, approvalId, content }: { part: P; approvalId: string; content: Content<P> },
): Promise<Buffer> => vault.sealBrief(purposeOf(part, approvalId), JSON.stringify(content));

/** Undefined when it cannot be opened: it is empty, or was sealed under a secret of the instance that is gone. */
export async function openPart<P extends Part>(
  { vault }: Doors,
  { part, approvalId, sealed }: { readonly part: P; readonly approvalId: string; readonly sealed: Buffer | null },
): Promise<Content<P> | undefined> {
  const text = sealed === null || sealed.length === 0 ? undefined : await vault.openBrief(purposeOf(part, approvalId), sealed);
  // The schema of a part is that of its content, which the compiler cannot follow through the map.
  return text === undefined ? undefined : (SHAPES[part].parse(JSON.parse(text)) as Content<P>);
}
