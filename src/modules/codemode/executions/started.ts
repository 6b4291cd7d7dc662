// The begin of an execution: its record is written while the script is being prepared, so that nobody waits for it.
import type { OrgRef } from '#kernel/context';
import { newId } from '#kernel/ids';
import type { Role } from '#kernel/role';
import type { OpenBundle } from '#modules/sources';
import type { Ctx } from '#platform/ctx';
import { redactorOf } from '#platform/secrets/kept-redactor';
import type { Caller, Header, ToolName } from './execution.ts';
import { insertExecution } from './store.ts';

export interface Beginning {
  readonly bundle: OpenBundle;
  readonly tool: ToolName;
  readonly session: string;
  readonly header: Header;
  /** Undefined where there is none. */
  readonly script?: string | undefined;
}

/** What every later step of an execution needs to know of it. */
export interface StartedExecution extends Omit<Beginning, 'script'> {
  readonly id: string;
  readonly org: OrgRef;
  readonly actor: Caller & { readonly role: Role };
  readonly startedAt: Date;
}

export interface Begun {
  readonly execution: StartedExecution;
  /** Rejects where the record could not be written; to be awaited before anything that follows it. */
  readonly stored: Promise<void>;
}

export const NO_HEADER: Header = { intent: null, context: null, frustration: null };

export function beginExecution(ctx: Ctx, { script, ...beginning }: Beginning): Begun {
  const { deps, org, actor } = ctx;
  const startedAt = deps.clock.now();
  const { type, id, name, role } = actor;
  const execution = { ...beginning, id: newId('exec', startedAt.getTime()), org, actor: { type, id, name, role }, startedAt };
  const stored = store(ctx, execution, script);
  // Whoever awaits it later hears of the failure; until then it is not an unhandled one.
  stored.catch(() => undefined);
  return { execution, stored };
}

/** The header is a stranger's text; so is the script, which is only kept where the source opts in. */
async function store({ deps }: Ctx, execution: StartedExecution, script: string | undefined): Promise<void> {
  const { id, org, bundle, tool, session, actor, startedAt, header } = execution;
  const isKept = script !== undefined && bundle.source.keepsScripts;
  const texts = { ...header, script: isKept ? script : null };
  const hasText = Object.values(texts).some((text) => text !== null);
  const kept = hasText ? (await redactorOf(deps.vault, org.id)).redact(texts) : texts;
  await insertExecution(deps.db, org.id, {
    ...kept,
    id,
    sourceId: bundle.source.id,
    bundleId: bundle.bundleId,
    environment: bundle.environment,
    tool,
    sessionKey: session,
    actor: { type: actor.type, id: actor.id, name: actor.name },
    startedAt: startedAt.toISOString(),
  });
}
