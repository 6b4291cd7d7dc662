// Mends what agents do to a script out of habit: fences, functions around it or never called, no `return` at the end. Pure.
import { blank } from './blank.ts';
import { withoutFence } from './code-fence.ts';
import { descendants, nodeOf, parseScript, spanOf } from './syntax-tree.ts';
import type { SyntaxFault, SyntaxNode } from './syntax-tree.ts';
import { uncalledFunction } from './uncalled-function.ts';
import { isConsoleCall, telling, wrapperOf } from './wrapped-function.ts';

export interface RecoveredScript {
  /** The agent's text with what is not part of the script blanked: every position is the agent's. */
  readonly text: string;
  /** Where `return ` must be put in before it runs. */
  readonly returnAt?: number | undefined;
  /** What must be put behind it. */
  readonly append: string;
  /** What was done, in words for the agent. */
  readonly recovered: readonly string[];
}

/** Functions around functions: more than these nobody writes. */
const MAX_WRAPPERS = 4;
const FENCED = /^\s*(?:`{3}|~{3})/;
const OWN_BODY = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassDeclaration', 'ClassExpression']);

export function recoverScript(code: string): { readonly script: RecoveredScript } | { readonly fault: SyntaxFault; readonly text: string } {
  const plain = FENCED.test(code) ? undefined : parseScript(code);
  const isPlain = plain !== undefined && 'statements' in plain && !plain.statements.some(isFence);
  const unfenced = isPlain ? undefined : withoutFence(code);
  const text = unfenced ?? code;
  const parsed = unfenced === undefined ? (plain ?? parseScript(code)) : parseScript(unfenced);
  if ('fault' in parsed) return { fault: parsed.fault, text };
  const unwrapped = withoutWrappers(text, parsed.statements);
  const recovered = [
    ...(unfenced === undefined ? [] : ['removed a Markdown code fence']),
    ...(unwrapped.isUnwrapped ? ['removed the function around the script'] : []),
  ];
  return { script: withReturn(unwrapped, recovered) };
}

/** Three backticks parse: as an empty text called with the text that follows. Nobody means that. */
function isFence(statement: SyntaxNode): boolean {
  for (const { node } of descendants(statement)) {
    if (node.type === 'TaggedTemplateExpression' && nodeOf(node, 'tag')?.type === 'TemplateLiteral') return true;
  }
  return false;
}

interface Unwrapped {
  readonly text: string;
  readonly statements: readonly SyntaxNode[];
  readonly isUnwrapped: boolean;
}

function withoutWrappers(code: string, first: readonly SyntaxNode[]): Unwrapped {
  let [text, statements, isUnwrapped] = [code, first, false];
  for (let round = 0; round < MAX_WRAPPERS; round += 1) {
    const wrapper = wrapperOf(statements);
    const inner = wrapper && blank(text, wrapper.spans);
    const parsed = inner === undefined ? undefined : parseScript(inner);
    // A body that cannot stand alone (it uses its own name, say) is left where it is.
    if (inner === undefined || !parsed || 'fault' in parsed) break;
    [text, statements, isUnwrapped] = [inner, parsed.statements, true];
  }
  return { text, statements, isUnwrapped };
}

function withReturn({ text, statements }: Unwrapped, recovered: readonly string[]): RecoveredScript {
  const uncalled = uncalledFunction(statements);
  if (uncalled !== undefined) {
    return { text, append: `\nreturn await ${uncalled};`, recovered: [...recovered, `called ${uncalled} and returned its result`] };
  }
  const last = telling(statements).at(-1);
  if (!last || !isUsefulExpression(last) || statements.some(returnsHere)) return { text, append: '', recovered };
  return { text, returnAt: spanOf(last).start, append: '', recovered: [...recovered, 'returned the last expression'] };
}

const isUsefulExpression = (statement: SyntaxNode): boolean =>
  statement.type === 'ExpressionStatement' && typeof statement['directive'] !== 'string' && !isConsoleCall(nodeOf(statement, 'expression'));

/** Not in a function of its own. */
function returnsHere(statement: SyntaxNode): boolean {
  if (OWN_BODY.has(statement.type)) return false;
  for (const { node } of descendants(statement, ({ type }) => !OWN_BODY.has(type))) if (node.type === 'ReturnStatement') return true;
  return false;
}
