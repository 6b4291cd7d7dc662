// A `server.json` of the MCP registry, alone or in a list as its API answers: each remote is an entry, a package is skipped.
import { skippedDraft } from './entry-draft.ts';
import type { Draft, NamedDraft } from './entry-draft.ts';
import { fieldsOf, isObject, textIn, textsOf } from './fields-of.ts';
import type { Fields } from './fields-of.ts';
import type { ImportInput } from './imported-entry.ts';
import { readEntry } from './read-entry.ts';
import { shortText } from './short-text.ts';
import { soundsSecret } from './variables.ts';

/** The servers of a registry's document, or undefined when it is none. */
export function registryServers(value: unknown): unknown[] | undefined {
  const root = fieldsOf(value);
  const listed = root.get('servers');
  if (Array.isArray(listed)) return listed.map(unwrapped);
  const one = unwrapped(value);
  return isServer(fieldsOf(one)) ? [one] : undefined;
}

/** The registry's API puts a server beside its own `_meta`. */
function unwrapped(value: unknown): unknown {
  const inner = fieldsOf(value).get('server');
  return isObject(inner) && isServer(fieldsOf(inner)) ? inner : value;
}

const isServer = (fields: Fields): boolean =>
  typeof fields.get('name') === 'string' && (Array.isArray(fields.get('remotes')) || Array.isArray(fields.get('packages')));

export function registryEntries(server: unknown): NamedDraft[] {
  const fields = fieldsOf(server);
  const name = textIn(fields, 'title') ?? textIn(fields, 'name')?.split('/').pop() ?? 'server';
  const named = (draft: Draft): NamedDraft => ({ name, source: textIn(fields, 'name') ?? null, draft });
  const remotes = listOf(fields.get('remotes')).map((remote) => named(remoteOf(remote)));
  const packages = listOf(fields.get('packages')).map((one) => named(skippedDraft(reasonOfPackage(fieldsOf(one)))));
  return [...remotes, ...packages];
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const reasonOfPackage = (fields: Fields): string =>
  `is a package (${shortText(textIn(fields, 'registryType', 'registry_type') ?? 'of a kind not named', 20)}) to be run on a machine; Armature tests servers it can reach over HTTP`;

function remoteOf(remote: unknown): Draft {
  const fields = fieldsOf(remote);
  const headers = listOf(fields.get('headers')).map(fieldsOf);
  const known = new Map([...knownIn(fields), ...headers.flatMap((header) => [...knownIn(header), ...knownHeader(header)])]);
  const values = headers.flatMap((header) => {
    const name = textIn(header, 'name');
    return name === undefined ? [] : [[name, textIn(header, 'value') ?? `\${${name}}`]];
  });
  const entry = { type: textIn(fields, 'type', 'transport_type'), url: textIn(fields, 'url'), headers: Object.fromEntries(values) };
  return readEntry(entry, { format: 'registry', known });
}

/** A header without a value is an input of its own name. */
function knownHeader(header: Fields): [string, Partial<ImportInput>][] {
  const name = textIn(header, 'name');
  return name === undefined || textIn(header, 'value') !== undefined ? [] : [[name, aboutOf(name, header)]];
}

const knownIn = (fields: Fields): [string, Partial<ImportInput>][] =>
  [...fieldsOf(fields.get('variables'))].map(([name, about]) => [name, aboutOf(name, fieldsOf(about))]);

function aboutOf(name: string, fields: Fields): Partial<ImportInput> {
  const description = textIn(fields, 'description', 'placeholder');
  const fallback = textIn(fields, 'default', 'value');
  return {
    isRequired: fields.get('isRequired') === true,
    isSecret: fields.get('isSecret') === true || soundsSecret(name),
    ...(description === undefined ? {} : { description: shortText(description, 300) }),
    ...(fallback === undefined ? {} : { default: fallback }),
    choices: textsOf(fields.get('choices'))
      .slice(0, 50)
      .map((choice) => shortText(choice, 200)),
  };
}
