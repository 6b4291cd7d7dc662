// From a draft to an entry: variables named, secrets taken out, bounds kept, and the request that would add it.
import { secretRuleOf } from '#platform/secrets/secret-shapes';
import { faultOfHeaderValue } from '../header-rules.ts';
import { faultOfImportedHeader, remoteRequest } from './create-request.ts';
import type { Draft, ProgramDraft, RemoteDraft } from './entry-draft.ts';
import { hideSecret, hideUrlSecrets } from './hide-secrets.ts';
import type { ImportEntry, ImportHeader, ImportInput } from './imported-entry.ts';
import { shortText } from './short-text.ts';
import { soundsSecret, templateOf } from './variables.ts';
import type { Template } from './variables.ts';

const MAX_HEADERS = 20;
const MAX_URL = 2048;
const MAX_ARGS = 64;
const MAX_ENV = 64;
/** Of a command, an argument, a variable. */
const MAX_TEXT = 4096;

export interface EntryOptions {
  readonly name: string;
  readonly source: string | null;
  readonly allowStdio: boolean;
}

export function finishEntry(draft: Draft, options: EntryOptions): ImportEntry {
  switch (draft.kind) {
    case 'remote':
      return remoteEntry(draft, options);
    case 'program':
      return options.allowStdio ? programEntry(draft, options) : skippedEntry(draft, options, reasonOfProgram(draft));
    case 'skipped':
      return skippedEntry(draft, options, draft.reason);
  }
}

const reasonOfProgram = ({ command }: ProgramDraft): string =>
  `is a program on a machine (${command.length <= MAX_TEXT && secretRuleOf(command) === undefined ? shortText(command.split(/[\\/]/).pop() ?? '', 60) : 'not shown'}); Armature tests servers it can reach over HTTP`;

const skippedEntry = (draft: Draft, { name, source }: EntryOptions, reason: string): ImportEntry => ({
  name,
  source,
  transport: draft.kind === 'remote' ? draft.transport : draft.kind === 'program' ? 'stdio_hosted' : null,
  headers: [],
  inputs: [],
  notes: draft.notes,
  existing: null,
  request: null,
  skipped: reason,
});

function remoteEntry(draft: RemoteDraft & Draft, options: EntryOptions): ImportEntry {
  if (draft.url.length > MAX_URL) return skippedEntry(draft, options, `has a URL of more than ${MAX_URL} characters`);
  const url = hideUrlSecrets(options.name, draft.url, draft.known);
  const fault = faultOfUrl(url);
  if (fault !== undefined) return skippedEntry(draft, options, fault);
  if (draft.headers.length > MAX_HEADERS) return skippedEntry(draft, options, `has more than ${MAX_HEADERS} headers`);
  const { kept, notes } = keptHeaders(draft);
  const templates = kept.map(([name, value]) => ({ name, template: hideSecret({ owner: options.name, name, value }, draft.known) }));
  const headers = templates.map(({ name, template }) => headerOf(name, template));
  const secretInUrl = url.inputs.some(({ isSecret }) => isSecret)
    ? ['its URL holds a secret; every member can see the URL of a server']
    : [];
  return {
    name: options.name,
    source: options.source,
    transport: draft.transport,
    url: url.text,
    headers,
    inputs: joined([url, ...templates.map(({ template }) => template)]),
    notes: [...draft.notes, ...notes, ...secretInUrl],
    existing: null,
    request: remoteRequest({ name: options.name, url: url.text, headers }, draft),
  };
}

/** The address is judged when the server is added; here only what can never be one. */
function faultOfUrl({ text, inputs }: Template): string | undefined {
  if (/[\s\p{Cc}]/u.test(text)) return 'has a URL with spaces or control characters';
  if (inputs.length > 0 && text.startsWith('${')) return undefined;
  if (!/^https?:\/\//i.test(text)) return 'has a URL that is not http or https';
  if (/^https?:\/\/[^/?#]*@/i.test(text)) return 'has a URL with a user name or password; give the credential as a header';
  // a password with a slash in it, for one: what cannot be told apart is not shown
  return URL.canParse(text.replaceAll(/\$\{[^}]*\}/g, '1')) ? undefined : 'has a URL that cannot be read';
}

/** Headers that can be sent, each name once. */
function keptHeaders(draft: RemoteDraft): { kept: (readonly [string, string])[]; notes: string[] } {
  const kept = new Map<string, readonly [string, string]>();
  const notes: string[] = [];
  for (const [name, value] of draft.headers) {
    const fault = faultOfImportedHeader(name) ?? faultOfHeaderValue(value) ?? (value.trim() === '' ? 'is empty' : undefined);
    if (fault === undefined) kept.set(name.toLowerCase(), [name, value.trim()]);
    else notes.push(`the header ${shortText(name, 60)} is left out: it ${fault}`);
  }
  return { kept: [...kept.values()], notes };
}

const headerOf = (name: string, { text, inputs: [first] }: Template): ImportHeader =>
  first === undefined ? { name, value: text } : { name, value: null, template: text, secretName: first.name };

const joined = (templates: readonly Template[]): ImportInput[] => [
  ...new Map(templates.flatMap(({ inputs }) => inputs).map((input) => [input.name, input])).values(),
];

function faultOfProgram({ command, args, env }: ProgramDraft): string | undefined {
  const shown = [command, ...args];
  const isLong = [...shown, ...Object.values(env)].some((text) => text.length > MAX_TEXT);
  if (isLong || args.length > MAX_ARGS || Object.keys(env).length > MAX_ENV)
    return 'has a command, arguments or variables that are too long or too many';
  const holdsSecret = shown.some((text) => secretRuleOf(text) !== undefined || shownTemplate(text).inputs.some(({ isSecret }) => isSecret));
  return holdsSecret ? 'has a secret among its arguments, which every member could see; put it into env' : undefined;
}

const shownTemplate = (text: string): Template => templateOf(text, new Map(), soundsSecret);

function programEntry(draft: ProgramDraft & Draft, options: EntryOptions): ImportEntry {
  const env = Object.entries(draft.env);
  const fault = faultOfProgram(draft);
  if (fault !== undefined) return skippedEntry(draft, options, fault);
  const variables = env.map(([name, value]) => ({ name, template: hideSecret({ owner: options.name, name, value }, draft.known) }));
  const [command, ...args] = [shownTemplate(draft.command), ...draft.args.map(shownTemplate)];
  const shown = { command: command.text, args: args.map(({ text }) => text) };
  return {
    name: options.name,
    source: options.source,
    transport: 'stdio_hosted',
    ...shown,
    headers: [],
    inputs: joined([command, ...args, ...variables.map(({ template }) => template)]),
    notes: draft.notes,
    existing: null,
    request: {
      name: options.name,
      transportType: 'stdio_hosted',
      connectionConfig: {
        ...shown,
        ...(env.length === 0 ? {} : { env: Object.fromEntries(variables.map(({ name, template }) => [name, template.text])) }),
      },
    },
  };
}
