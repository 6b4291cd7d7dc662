// The door to the parser: a script as the body of an async function, its syntax tree in ESTree's words, or where it is wrong.
import { parseSync } from 'oxc-parser';
import type { Span } from './blank.ts';

/** A node of which nothing is known but what is asked of it. Its own offsets are the parser's: ask `spanOf`. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface SyntaxFault {
  readonly message: string;
  /** Into the script, which may be its end. */
  readonly offset: number;
}

/** On a line of its own, so that the script's lines and columns stay what they are. */
export const BEFORE_SCRIPT = 'async function script() {\n';
export const AFTER_SCRIPT = '\n}';
export const SCRIPT_FILE = 'script.ts';

const OPTIONS = { lang: 'ts', sourceType: 'module', preserveParens: true } as const;
/** Deeper trees end the compiler, or take it minutes. What people write stays below 100. */
const MAX_DEPTH = 500;
const NO_MODULES = 'Scripts have no modules: remove `import` and `export`; the client of the SDK is a global';

/** The statements of the script. The parser is native code: a nesting of thousands ends the process, which is why a child calls this. */
export function parseScript(script: string): { readonly statements: readonly SyntaxNode[] } | { readonly fault: SyntaxFault } {
  const { program, errors } = parseSync(SCRIPT_FILE, BEFORE_SCRIPT + script + AFTER_SCRIPT, OPTIONS);
  if (errors.length > 0) return { fault: faultOf(script, errors) };
  const [wrapper, ...others] = nodesOf(program, 'body');
  const body = wrapper && nodeOf(wrapper, 'body');
  // A script that closes the function around it would run what follows somewhere else.
  if (!wrapper || !body || others.length > 0)
    return { fault: { message: 'Unexpected "}"', offset: wrapper ? spanOf(wrapper).end - 1 : 0 } };
  const refused = firstRefused(body);
  return refused ? { fault: refused } : { statements: nodesOf(body, 'body') };
}

export const spanOf = ({ start, end }: SyntaxNode): Span => ({ start: start - BEFORE_SCRIPT.length, end: end - BEFORE_SCRIPT.length });

export const nodeOf = (node: object, field: string): SyntaxNode | undefined => {
  const value = Reflect.get(node, field) as unknown;
  return isNode(value) ? value : undefined;
};

export const nodesOf = (node: object, field: string): readonly SyntaxNode[] => {
  const value = Reflect.get(node, field) as unknown;
  return Array.isArray(value) ? value.filter(isNode) : [];
};

/** All nodes below, with their depth, without recursion. `into` says whether to go on below a node. */
export function* descendants(
  root: SyntaxNode,
  into: (node: SyntaxNode) => boolean = () => true,
): Generator<{ node: SyntaxNode; depth: number }> {
  const waiting: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next;
    if (Array.isArray(value)) for (const each of value) waiting.push({ value: each, depth });
    if (!isNode(value)) continue;
    yield { node: value, depth };
    if (value === root || into(value))
      for (const each of Object.values(value))
        if (typeof each === 'object' && each !== null) waiting.push({ value: each, depth: depth + 1 });
  }
}

function firstRefused(body: SyntaxNode): SyntaxFault | undefined {
  let modules: SyntaxNode | undefined;
  for (const { node, depth } of descendants(body)) {
    if (depth > MAX_DEPTH) return { message: `The script is nested more than ${MAX_DEPTH} levels deep`, offset: spanOf(node).start };
    if (MODULE_SYNTAX.has(node.type) && (!modules || node.start < modules.start)) modules = node;
  }
  return modules && { message: NO_MODULES, offset: spanOf(modules).start };
}

const MODULE_SYNTAX = new Set([
  'ImportDeclaration',
  'ImportExpression',
  'ExportAllDeclaration',
  'ExportDefaultDeclaration',
  'ExportNamedDeclaration',
  'TSImportEqualsDeclaration',
  'TSExportAssignment',
  'TSNamespaceExportDeclaration',
]);

interface ParserFault {
  readonly message: string;
  readonly labels: readonly { readonly start: number }[];
}

/** What is wrong reads better without the function around it, whose end would be blamed for every missing brace. */
function faultOf(script: string, errors: readonly ParserFault[]): SyntaxFault {
  const bare = parseSync(SCRIPT_FILE, script, OPTIONS).errors.find(({ message }) => !message.includes("'return' statement"));
  if (bare) return { message: bare.message, offset: bare.labels[0]?.start ?? 0 };
  const [first] = errors;
  return { message: first?.message ?? 'The script cannot be read', offset: (first?.labels[0]?.start ?? 0) - BEFORE_SCRIPT.length };
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'type') === 'string' &&
  typeof Reflect.get(value, 'start') === 'number';
