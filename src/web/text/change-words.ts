// A change of a catalog in words: which part of an entry, and what became of it.
import type { CatalogChange } from '../api/servers.ts';

const WHOLE: Readonly<Record<string, string>> = {
  title: 'Title',
  description: 'Description',
  icons: 'Icons',
  name: 'Name',
  uri: 'Address',
  uriTemplate: 'Address template',
  mimeType: 'Media type',
  inputSchema: 'Input schema',
  outputSchema: 'Result schema',
  annotations: 'Annotations',
  'annotations.title': 'Title (annotation)',
  'annotations.readOnlyHint': 'Read-only hint',
  'annotations.destructiveHint': 'Destructive hint',
  'annotations.idempotentHint': 'Idempotent hint',
  'annotations.openWorldHint': 'Open-world hint',
};

const KEYWORDS: Readonly<Record<string, string>> = {
  type: 'type',
  enum: 'allowed values',
  required: 'what is required',
  additionalProperties: 'further properties',
  minimum: 'least value',
  maximum: 'greatest value',
  exclusiveMinimum: 'lower bound',
  exclusiveMaximum: 'upper bound',
  minLength: 'least length',
  maxLength: 'greatest length',
  minItems: 'least number of items',
  maxItems: 'greatest number of items',
  multipleOf: 'step',
  pattern: 'pattern',
  format: 'format',
  default: 'default',
  description: 'description',
  title: 'title',
  examples: 'examples',
};

const SIDES: readonly (readonly [prefix: string, member: string, whole: string])[] = [
  ['inputSchema', 'Argument', 'Arguments'],
  ['outputSchema', 'Result field', 'Result'],
];

/** `inputSchema.properties.filter.properties.status.enum` → `Argument filter.status: allowed values` */
export function placeWords(change: CatalogChange): string {
  const { path } = change;
  const whole = WHOLE[path];
  if (whole !== undefined) return whole;
  const [prefix, member, plural] = SIDES.find(([start]) => path.startsWith(`${start}.`)) ?? [];
  if (prefix === undefined || member === undefined || plural === undefined) return promptWords(path);
  const { name, rest } = split(path.slice(prefix.length + 1));
  const listed = listedIn(change);
  if (listed !== undefined && rest === 'required') return `${member} ${join(name, listed)}`;
  const what = KEYWORDS[rest] ?? rest.replaceAll('.', ' › ');
  return [name === '' ? plural : `${member} ${name}`, ...(what === '' ? [] : [what])].join(': ');
}

/** `arguments.tone.required` of a prompt; anything else stays as it is. */
function promptWords(path: string): string {
  const [, name, rest] = /^arguments\.(.+?)(?:\.(required|description|title))?$/.exec(path) ?? [];
  if (name === undefined) return path;
  return rest === undefined ? `Argument ${name}` : `Argument ${name}: ${KEYWORDS[rest] ?? rest}`;
}

/** The properties and items on the way, and what of the last one it is. */
function split(path: string): { readonly name: string; readonly rest: string } {
  let [name, rest] = ['', path];
  for (;;) {
    const [step, property, index] = /^(?:properties\.([^.[\]]+)|(items|prefixItems\[\d+\]))(?:\.|$)/.exec(rest) ?? [];
    if (step === undefined) return { name, rest };
    name = property === undefined ? `${name}[${index === 'items' ? '' : (/\d+/.exec(index ?? '')?.[0] ?? '')}]` : join(name, property);
    rest = rest.slice(step.length);
  }
}

const join = (name: string, property: string): string => (name === '' ? property : `${name}.${property}`);

/** The property that came to a list of required ones, or left it. Its name is then in the words already. */
export function listedIn({ path, before, after }: CatalogChange): string | undefined {
  if (!path.endsWith('.required')) return undefined;
  const name = before ?? after;
  return typeof name === 'string' ? name : undefined;
}

/** What became of it; `orderId` became required, a property was removed, anything else changed. */
export function changeVerb(change: CatalogChange): string {
  const { before, after } = change;
  if (listedIn(change) !== undefined) return after === undefined ? 'no longer required' : 'now required';
  if (before === undefined && after !== undefined) return 'added';
  return after === undefined && before !== undefined ? 'removed' : 'changed';
}

const KIND_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  tool: ['tool', 'tools'],
  resource: ['resource', 'resources'],
  resource_template: ['resource template', 'resource templates'],
  prompt: ['prompt', 'prompts'],
};

export const entryKindWord = (kind: string): string => KIND_WORDS[kind]?.[0] ?? kind;
