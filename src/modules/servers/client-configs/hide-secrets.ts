// What stands in a file in the clear and is a secret: it becomes an input, and its value goes no further.
import { secretRuleOf } from '#platform/secrets/secret-shapes';
import { isLikelySecret } from '#platform/secrets/shapes';
import type { ImportInput } from './imported-entry.ts';
import { inputName, reference, soundsSecret, templateOf } from './variables.ts';
import type { KnownInputs, Template } from './variables.ts';

const SCHEME = /^(bearer|basic|token|api-?key)\s+/i;

export interface NamedValue {
  /** Of the server, for the names of inputs. */
  readonly owner: string;
  readonly name: string;
  readonly value: string;
}

/** A header's or variable's value as a template without secrets. */
export function hideSecret({ owner, name, value }: NamedValue, known: KnownInputs): Template {
  const template = templateOf(value, known, () => true);
  const rest = template.literal.replace(SCHEME, '').trim();
  if (rest === '' || !isSecretText(name, template.inputs.length === 0 ? rest : template.literal, template.inputs.length > 0))
    return template;
  const scheme = SCHEME.exec(value)?.[0].trim();
  const input = secretInput(owner, name);
  return { text: `${scheme === undefined ? '' : `${scheme} `}${reference(input.name)}`, inputs: [input], literal: '' };
}

/** Beside a variable a short word is a prefix, not a secret. */
function isSecretText(name: string, text: string, isBesideVariable: boolean): boolean {
  if (secretRuleOf(text) !== undefined) return true;
  if (isBesideVariable) return isLikelySecret(text);
  return soundsSecret(name) || name.toLowerCase() === 'cookie' || isLongRandom(text);
}

const isLongRandom = (text: string): boolean => /^\S{24,}$/.test(text) && isLikelySecret(text);

/** A URL is stored and shown, so only what looks like a secret is taken out: values of the query, parts of the path. */
export function hideUrlSecrets(owner: string, url: string, known: KnownInputs): Template {
  const template = templateOf(url, known, soundsSecret);
  const inputs = [...template.inputs];
  const hide = (name: string): string => {
    const input = secretInput(owner, name);
    inputs.push(input);
    return reference(input.name);
  };
  const text = template.text
    .replaceAll(/(?<=[?&])([\w.~-]{1,64})=([^&#]+)/g, (whole, name: string, value: string) =>
      !value.includes('${') && (soundsSecret(name) || secretRuleOf(value) !== undefined || isLongRandom(value))
        ? `${name}=${hide(name)}`
        : whole,
    )
    .replaceAll(/(?<=[^/]\/)([^/?#]{12,})(?=[/?#]|$)/g, (part) =>
      !part.includes('${') && secretRuleOf(part) !== undefined ? hide('path') : part,
    );
  return { text, inputs: [...new Map(inputs.map((input) => [input.name, input])).values()], literal: template.literal };
}

const secretInput = (owner: string, name: string): ImportInput => ({
  name: nameFor(envName(owner), envName(name)),
  isSecret: true,
  isRequired: true,
  description: 'stands in the file as a secret, which is not read out; enter it again',
  default: null,
  choices: [],
});

/** `CRM_AUTHORIZATION`, but `CRM_TOKEN` for a variable of that name. */
const nameFor = (owner: string, name: string): string => (name.startsWith(`${owner}_`) ? name : inputName(`${owner}_${name}`));

/** As people name variables of the environment. */
const envName = (text: string): string => inputName(text.replaceAll(/[^A-Za-z0-9]+/g, '_')).toUpperCase();
