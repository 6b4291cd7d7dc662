// A script from an agent's text to what is checked and run. Pure, but it may end its process: see script-preparer.ts.
import { positionAt } from './positions.ts';
import type { UnpreparedScript } from './prepared-script.ts';
import type { ScriptHeader } from './prepared-script.ts';
import { recoverScript } from './recover-script.ts';
import type { RecoveredScript } from './recover-script.ts';
import { readHeader } from './script-header.ts';
import { stripTypes } from './strip-types.ts';
import type { StrippedScript } from './strip-types.ts';
import type { SyntaxFault } from './syntax-tree.ts';

/** What a prepared script is made of; data only, so that it crosses between processes. */
export interface ScriptParts extends StrippedScript {
  readonly ok: true;
  readonly checked: string;
  readonly header: ScriptHeader;
  readonly recovered: readonly string[];
  /** Where something was put into a line, and how much: columns behind it are shifted. */
  readonly inserted?: { readonly line: number; readonly column: number; readonly length: number } | undefined;
  /** Of the agent's text. */
  readonly lines: number;
}

const RETURN = 'return ';

export function prepareScript(code: string): ScriptParts | UnpreparedScript {
  // Spaces keep the positions; a byte order mark is none of the agent's doing.
  const text = code.replace(/^\uFEFF/, ' ');
  const recovered = recoverScript(text);
  if ('fault' in recovered) return refused(text, recovered.fault, readHeader(recovered.text));
  const { script } = recovered;
  const header = readHeader(script.text);
  const stripped = stripTypes(runnable(script));
  if ('fault' in stripped) return refused(text, stripped.fault, header);
  const at = script.returnAt === undefined ? undefined : positionAt(text, script.returnAt);
  return {
    ok: true,
    ...stripped,
    checked: script.text,
    header,
    recovered: script.recovered,
    lines: positionAt(text, text.length).line,
    ...(at ? { inserted: { ...at, length: RETURN.length } } : {}),
  };
}

function runnable({ text, returnAt, append }: RecoveredScript): string {
  const whole = returnAt === undefined ? text : text.slice(0, returnAt) + RETURN + text.slice(returnAt);
  return whole + append;
}

function refused(text: string, { message, offset }: SyntaxFault, header: ScriptHeader): UnpreparedScript {
  return { ok: false, header, error: { kind: 'syntax_error', message, ...positionAt(text, offset) } };
}
