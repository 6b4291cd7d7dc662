// The variables of configuration files, in every client's spelling, as one: `${NAME}`. Nothing here ever looks one up.
import { isSecretName } from '#platform/secrets/shapes';
import { secretRuleOf } from '#platform/secrets/secret-shapes';
import type { ImportInput } from './imported-entry.ts';
import { shortText } from './short-text.ts';

export interface Template {
  /** The text with `${NAME}` for each variable. */
  readonly text: string;
  /** In order of appearance, each name once. */
  readonly inputs: readonly ImportInput[];
  /** What is left of the text without its variables. */
  readonly literal: string;
}

/** What a file says about its variables itself. */
export type KnownInputs = ReadonlyMap<string, Partial<Omit<ImportInput, 'name'>>>;

// `${NAME}`, `${NAME:-default}`, `${env:NAME}`, `${input:id}` · `$NAME` · `{name}`, `{env:NAME}`, `{file:path}`
const VARIABLE = /\$\{([^{}$]{1,300})\}|\$([A-Z_][A-Z0-9_]{1,63})(?![A-Za-z0-9_])|\{((?:env:|file:|input:)?[A-Za-z_~./][\w./~-]{0,100})\}/g;
const MAX_NAME = 64;

/** `isSecret`: what a variable of this text is unless the file says otherwise. */
export function templateOf(text: string, known: KnownInputs, isSecret: (name: string) => boolean): Template {
  const inputs = new Map<string, ImportInput>();
  const literal = text.replaceAll(VARIABLE, '');
  const replaced = text.replaceAll(VARIABLE, (_whole, braced?: string, bare?: string, curly?: string) => {
    const variable = variableOf(braced ?? bare ?? curly ?? '');
    inputs.set(variable.name, inputs.get(variable.name) ?? inputOf(variable, known, isSecret));
    return reference(variable.name);
  });
  return { text: replaced, inputs: [...inputs.values()], literal };
}

export const reference = (name: string): string => `\${${name}}`;

/** A name that can stand in a template, made of any text. */
export const inputName = (text: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '_')
    .replaceAll(/^[_.-]+|[_.-]+$/g, '')
    .slice(0, MAX_NAME) || 'VALUE';

export const soundsSecret = (name: string): boolean =>
  isSecretName(name) || /(?:^|[_.-])(?:key|token|secret|password|passwd|pwd|credentials?|auth|bearer|pat)(?:$|[_.-])/i.test(snake(name));

const snake = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2');

interface Variable {
  readonly raw: string;
  readonly name: string;
  readonly default: string | undefined;
}

function variableOf(text: string): Variable {
  const raw = text.trim().replace(/^(?:env|input|file):/, '');
  const at = raw.indexOf(':-');
  const bare = at === -1 ? raw : raw.slice(0, at);
  return { raw: bare, name: inputName(bare), default: at === -1 ? undefined : raw.slice(at + 2) };
}

function inputOf({ raw, name, default: given }: Variable, known: KnownInputs, isSecret: (name: string) => boolean): ImportInput {
  const about = known.get(raw);
  const fallback = about?.default ?? given ?? null;
  return {
    name,
    isSecret: about?.isSecret ?? isSecret(name),
    isRequired: about?.isRequired ?? true,
    description: about?.description ?? null,
    // a default that is a secret would be repeated to whoever looks
    default: fallback === null || secretRuleOf(fallback) !== undefined ? null : shortText(fallback, 500),
    choices: about?.choices ?? [],
  };
}
