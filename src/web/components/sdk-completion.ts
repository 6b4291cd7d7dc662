// Completion from an SDK: members of the client with signature and words, the arguments of a call, the client itself.
import { snippetCompletion } from '@codemirror/autocomplete';
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import type { Operation } from '../api/bundles.ts';
import { visibleText } from '../text/visible-text.ts';

const NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const DOCS_CHARS = 600;

export function sdkCompletion(clientName: string, operations: readonly Operation[]): CompletionSource {
  const members = operations.filter(({ jsName }) => NAME.test(jsName)).map((operation) => memberOf(clientName, operation));
  const byName = new Map(operations.map((operation) => [operation.jsName, operation]));
  const globals: readonly Completion[] = [
    { label: clientName, type: 'variable', detail: `${operations.length} operations` },
    { label: 'console', type: 'variable', detail: 'recorded with the outcome' },
    { label: 'ApiError', type: 'class', detail: 'thrown for an answer that is not 2xx' },
  ];
  return (context: CompletionContext): CompletionResult | null => {
    const member = context.matchBefore(/[A-Za-z_$][\w$]*\.[\w$]*$/);
    if (member !== null) return ofMember(member, clientName, members);
    const word = context.matchBefore(/[\w$]*$/);
    const isWord = word !== null && word.from < word.to;
    if (!isWord && !context.explicit) return null;
    const options = argumentOptions(context, clientName, byName) ?? globals;
    return { from: word?.from ?? context.pos, options, validFor: WORD };
  };
}

const WORD = /^[\w$]*$/;

/** Of anything but the client nothing is known here. */
function ofMember({ from, text }: { readonly from: number; readonly text: string }, clientName: string, options: readonly Completion[]) {
  const dot = text.lastIndexOf('.');
  return text.slice(0, dot) === clientName ? { from: from + dot + 1, options, validFor: WORD } : null;
}

/** Undefined outside of the arguments of a call of the client. */
function argumentOptions({ state, pos }: CompletionContext, clientName: string, byName: ReadonlyMap<string, Operation>) {
  const call = callAround(state, pos, clientName);
  const operation = call === undefined ? undefined : byName.get(call.name);
  return operation === undefined ? undefined : argumentsOf(operation).filter(({ label }) => call?.names.has(label) !== true);
}

function memberOf(clientName: string, operation: Operation): Completion {
  const { jsName, method, path, deprecated } = operation;
  return snippetCompletion(`${jsName}(${snippetArguments(operation)})`, {
    label: jsName,
    type: 'method',
    detail: `${method} ${visibleText(path)}`,
    info: () => infoOf(clientName, operation),
    ...(deprecated ? { boost: -50 } : {}),
  });
}

/** Required arguments as fields to step through; a name that is no plain word is left to the writer. */
function snippetArguments({ parameters, body }: Operation): string {
  const names = [
    ...parameters.filter(({ required }) => required).map(({ argument }) => argument),
    ...(body?.required === true ? ['body'] : []),
  ];
  if (names.length === 0) return '${}';
  if (!names.every(isPlain)) return '{ ${} }';
  return `{ ${names.map((name) => `${name}: \${${name}}`).join(', ')} }`;
}

/** `__proto__` as a plain key would set the prototype. */
const isPlain = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && name !== '__proto__';

/** Texts of strangers, set as text. */
function infoOf(clientName: string, { signature, summary, description }: Operation): Node {
  const card = document.createElement('div');
  const code = document.createElement('pre');
  code.textContent = visibleText(`${clientName}.${signature}`);
  card.append(code);
  for (const text of [summary, description].filter((one) => one !== '')) {
    const words = document.createElement('p');
    words.textContent = visibleText(text.slice(0, DOCS_CHARS));
    card.append(words);
  }
  return card;
}

function argumentsOf({ parameters, body }: Operation): readonly Completion[] {
  const named = parameters
    .filter(({ argument }) => NAME.test(argument) && argument !== '__proto__')
    .map(({ argument, required, place, description }) => ({
      label: argument,
      apply: `${argument}: `,
      type: 'property',
      detail: `${place}${required ? ', required' : ''}`,
      ...(description === '' ? {} : { info: visibleText(description.slice(0, DOCS_CHARS)) }),
      boost: required ? 10 : 0,
    }));
  return body === null
    ? named
    : [
        ...named,
        {
          label: 'body',
          apply: 'body: ',
          type: 'property',
          detail: body.required ? 'body, required' : 'body',
          boost: body.required ? 10 : 0,
        },
      ];
}

interface CallAround {
  readonly name: string;
  /** Arguments that stand there already. */
  readonly names: ReadonlySet<string>;
}

/** The call of the client in whose argument object the cursor stands. */
function callAround(state: EditorState, pos: number, clientName: string): CallAround | undefined {
  const object = nearest(syntaxTree(state).resolveInner(pos, -1), 'ObjectExpression');
  const callee = object?.parent?.name === 'ArgList' ? object.parent.parent?.getChild('MemberExpression') : null;
  const name = callee === null || callee === undefined ? undefined : memberName(state, callee, clientName);
  if (object === undefined || name === undefined) return undefined;
  const keys = object.getChildren('Property').flatMap((one) => one.getChild('PropertyDefinition') ?? []);
  // The one that is being written is no argument yet.
  const others = keys.filter(({ from, to }) => pos < from || pos > to);
  return { name, names: new Set(others.map((key) => textOf(state, key))) };
}

/** `petstore.listPets` → `listPets`; undefined of anything but the client. */
function memberName(state: EditorState, callee: SyntaxNode, clientName: string): string | undefined {
  const [owner, property] = [callee.getChild('VariableName'), callee.getChild('PropertyName')];
  if (owner === null || property === null || textOf(state, owner) !== clientName) return undefined;
  return textOf(state, property);
}

/** Only as far as the object itself: in a value of it there are other names. */
function nearest(node: SyntaxNode, name: string): SyntaxNode | undefined {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name === name) return at;
    if (STOPS.has(at.name)) return undefined;
  }
  return undefined;
}

const STOPS: ReadonlySet<string> = new Set([
  'ArrowFunction',
  'FunctionExpression',
  'ArrayExpression',
  'String',
  'TemplateString',
  'Script',
]);

const textOf = (state: EditorState, { from, to }: SyntaxNode): string => state.sliceDoc(from, to);
