// A verb: what is wrong with a script before it runs, for an editor that asks while someone types. Nothing runs, nothing is kept.
import { z } from 'zod';
import { verbatimText } from '#kernel/bounded-text';
import { parseInput } from '#kernel/parse-input';
import { requireRole } from '#kernel/role';
import type { Ctx } from '#platform/ctx';
import { MAX_CODE_CHARS } from './execute-script.ts';
import { environment, openSource } from './playground.ts';
import type { Place } from './playground.ts';
import { checkTypes } from './script/check-types.ts';

/** Nothing is a script as well: an editor has it before the first character. */
export const checkScriptInput = z.strictObject({ environment, code: verbatimText(0, MAX_CODE_CHARS) });

export interface ScriptFault {
  readonly message: string;
  /** Of the text as it was sent, from 1. */
  readonly line: number;
  readonly column: number;
}

export interface ScriptCheck {
  /** One where it cannot be read, at most 20 where its types say that it cannot work; in the order of the text. */
  readonly faults: readonly ScriptFault[];
  /** Why nobody knows what its types say; ends a sentence, such as "it took longer than 10000 ms". */
  readonly unchecked?: string | undefined;
}

/** Throws `validation_failed`, `not_found` (source, bundle), `source_paused`, and `unavailable` where it cannot even be read now. */
export async function checkScript(ctx: Ctx, { slug }: Place, raw: unknown): Promise<ScriptCheck> {
  requireRole(ctx, 'viewer');
  const { environment: of, code } = parseInput(checkScriptInput, raw);
  const { deps, org, signal } = ctx;
  const bundle = await openSource(ctx, slug, of);
  if (code.trim() === '') return { faults: [] };
  const prepared = await deps.scriptPreparer.prepare(code, { signal, owner: org.id });
  if (!prepared.ok) return { faults: [faultOf(prepared.error)] };
  const checked = await checkTypes(ctx, bundle, prepared.checked, signal);
  return checked.kind === 'unchecked' ? { faults: [], unchecked: checked.message } : { faults: checked.faults.map(faultOf) };
}

/** Without the kind, and without the compiler's number. */
const faultOf = ({ message, line, column }: ScriptFault): ScriptFault => ({ message, line, column });
