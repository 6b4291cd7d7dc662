// A script that only declares functions and calls none: which one was meant. Pure.
import { nodeOf, nodesOf } from './syntax-tree.ts';
import type { SyntaxNode } from './syntax-tree.ts';
import { isPlainFunction, nameOf, telling } from './wrapped-function.ts';

const USUAL_NAMES = new Set(['main', 'run', 'execute', 'script', 'handler', 'start']);

/**
 * The call of the only function, or of the only one with a usual name, such as `main()`; undefined where something else is done as
 * well. A parameter stands for the client, which is a global of the same name.
 */
export function uncalledFunction(statements: readonly SyntaxNode[]): string | undefined {
  const declared = telling(statements).map(declaredFunction);
  if (declared.length === 0 || declared.includes(undefined)) return undefined;
  const functions = declared.flatMap((each) => each ?? []);
  const usual = functions.filter(({ name }) => USUAL_NAMES.has(name));
  const [meant, ...more] = functions.length === 1 ? functions : usual;
  if (!meant || more.length > 0) return undefined;
  const [client, ...others] = meant.parameters.filter((parameter) => !canBeLeftOut(parameter));
  if (!client) return `${meant.name}()`;
  const argument = nameOf(client);
  return argument === undefined || others.length > 0 ? undefined : `${meant.name}(${argument})`;
}

interface DeclaredFunction {
  readonly name: string;
  readonly parameters: readonly SyntaxNode[];
}

function declaredFunction(statement: SyntaxNode): DeclaredFunction | undefined {
  if (statement.type === 'FunctionDeclaration')
    return statement['generator'] === true ? undefined : withName(nodeOf(statement, 'id'), statement);
  if (statement.type !== 'VariableDeclaration') return undefined;
  const [only, ...more] = nodesOf(statement, 'declarations');
  const value = only && nodeOf(only, 'init');
  return only && value && more.length === 0 && isPlainFunction(value) ? withName(nodeOf(only, 'id'), value) : undefined;
}

function withName(id: SyntaxNode | undefined, declared: SyntaxNode): DeclaredFunction | undefined {
  const name = nameOf(id);
  return name === undefined ? undefined : { name, parameters: nodesOf(declared, 'params') };
}

const canBeLeftOut = (parameter: SyntaxNode): boolean =>
  parameter.type === 'AssignmentPattern' || parameter.type === 'RestElement' || parameter['optional'] === true;
