// A script that is one function, or one function called at once, instead of the body of one: where its real statements are. Pure.
import type { Span } from './blank.ts';
import { nodeOf, nodesOf, spanOf } from './syntax-tree.ts';
import type { SyntaxNode } from './syntax-tree.ts';

/** What to take away so that the body is left. */
export interface Wrapper {
  readonly spans: readonly Span[];
}

const TYPES_ONLY = new Set(['TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'EmptyStatement']);
/** `(petstore) =>`, `({ petstore }) =>`. */
const CLIENT_PARAMETERS = new Set(['Identifier', 'ObjectPattern']);
const REPORTING = new Set(['then', 'catch', 'finally']);

/** Without types and empty statements. */
export const telling = (statements: readonly SyntaxNode[]): readonly SyntaxNode[] => statements.filter(({ type }) => !TYPES_ONLY.has(type));

/** Undefined where the script is no such function. A parameter may be left out: it stands for the client, which is a global. */
export function wrapperOf(statements: readonly SyntaxNode[]): Wrapper | undefined {
  const [statement, ...others] = telling(statements);
  if (!statement || others.length > 0) return undefined;
  const expression = nodeOf(statement, statement.type === 'ReturnStatement' ? 'argument' : 'expression');
  if (!expression || (statement.type !== 'ExpressionStatement' && statement.type !== 'ReturnStatement')) return undefined;
  const inner = peeled(expression);
  const wrapper = isPlainFunction(inner) ? inner : calledFunction(inner);
  if (!wrapper || nodesOf(wrapper, 'params').length > 1 || nodesOf(wrapper, 'params').some(({ type }) => !CLIENT_PARAMETERS.has(type)))
    return undefined;
  const body = nodeOf(wrapper, 'body');
  return body && { spans: around(spanOf(statement), body) };
}

function around(outer: Span, body: SyntaxNode): Span[] {
  const inner = spanOf(body);
  const brace = body.type === 'BlockStatement' ? 1 : 0;
  return [
    { start: outer.start, end: inner.start + brace },
    { start: inner.end - brace, end: outer.end },
  ];
}

/** `(async () => {…})()`, also with `.catch(console.error)` and the like behind it, which would only hide the error. */
function calledFunction(call: SyntaxNode): SyntaxNode | undefined {
  if (call.type !== 'CallExpression') return undefined;
  const callee = nodeOf(call, 'callee');
  if (!callee) return undefined;
  const args = nodesOf(call, 'arguments');
  const inner = peeled(callee);
  if (isPlainFunction(inner)) return args.length === 0 ? inner : undefined;
  const object = nodeOf(inner, 'object');
  const property = nodeOf(inner, 'property');
  if (inner.type !== 'MemberExpression' || !object || !REPORTING.has(nameOf(property) ?? '') || !args.every(onlyReports)) return undefined;
  return calledFunction(peeled(object));
}

/** `console.error`, `(e) => console.error(e)`, `e => { console.error(e); }`. */
function onlyReports(callback: SyntaxNode): boolean {
  if (isConsole(callback)) return true;
  if (!isPlainFunction(callback)) return false;
  const body = nodeOf(callback, 'body');
  const [only, ...more] = body?.type === 'BlockStatement' ? nodesOf(body, 'body') : [];
  const call = body?.type === 'BlockStatement' ? more.length === 0 && only && nodeOf(only, 'expression') : body;
  return Boolean(call) && isConsoleCall(call || undefined);
}

export const isConsoleCall = (node: SyntaxNode | undefined): boolean =>
  node?.type === 'CallExpression' && isConsole(nodeOf(node, 'callee'));

const isConsole = (node: SyntaxNode | undefined): boolean =>
  node?.type === 'MemberExpression' && nameOf(nodeOf(node, 'object')) === 'console';

export const nameOf = (node: SyntaxNode | undefined): string | undefined =>
  node?.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : undefined;

export const isPlainFunction = (node: SyntaxNode): boolean =>
  node.type === 'ArrowFunctionExpression' || (node.type === 'FunctionExpression' && node['generator'] !== true);

/** Without parentheses, `await` and `void` around it. */
function peeled(expression: SyntaxNode): SyntaxNode {
  const inner =
    expression.type === 'ParenthesizedExpression'
      ? nodeOf(expression, 'expression')
      : expression.type === 'AwaitExpression' || (expression.type === 'UnaryExpression' && expression['operator'] === 'void')
        ? nodeOf(expression, 'argument')
        : undefined;
  return inner ? peeled(inner) : expression;
}
