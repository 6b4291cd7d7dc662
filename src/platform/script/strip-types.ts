// An agent's script as JavaScript, with a map back.
import { AFTER_SCRIPT, BEFORE_SCRIPT, SCRIPT_FILE } from './syntax-tree.ts';
import type { SyntaxFault } from './syntax-tree.ts';
import { transformed } from './transformer.ts';

export interface StrippedScript {
  /** The body of an async function, beginning with the line of the brace before it. */
  readonly js: string;
  /** Mappings of a source map from `js`, whose first line lacks `columnShift` columns, to the wrapped script. */
  readonly mappings: string;
  readonly columnShift: number;
}

const OPENING = BEFORE_SCRIPT.trimEnd();

export function stripTypes(script: string): StrippedScript | { readonly fault: SyntaxFault } {
  const { code, map, errors } = transformed(SCRIPT_FILE, BEFORE_SCRIPT + script + AFTER_SCRIPT, { sourcemap: true });
  const [error] = errors;
  if (error) return { fault: { message: error.message, offset: (error.labels[0]?.start ?? 0) - BEFORE_SCRIPT.length } };
  const end = code.lastIndexOf('}');
  // Whatever the transformer puts before the function (imports of its own helpers) cannot run in the sandbox.
  if (!code.startsWith(OPENING) || end < OPENING.length || code.slice(end + 1).trim() !== '') {
    return { fault: { message: 'This syntax is not supported in scripts: use plain JavaScript instead', offset: 0 } };
  }
  return { js: code.slice(OPENING.length, end), mappings: map?.mappings ?? '', columnShift: OPENING.length };
}
