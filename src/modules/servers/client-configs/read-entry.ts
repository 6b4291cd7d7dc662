// One entry of a client's file, in any client's words, as a draft. Never throws, whatever stands there.
import { skippedDraft } from './entry-draft.ts';
import type { Draft } from './entry-draft.ts';
import { fieldsOf, isObject, textEntriesOf, textIn, textsOf } from './fields-of.ts';
import type { Fields } from './fields-of.ts';
import type { ConfigFormat } from './imported-entry.ts';
import { unwrapMcpRemote } from './unwrap-mcp-remote.ts';
import type { KnownInputs } from './variables.ts';

export interface EntryContext {
  readonly format: ConfigFormat;
  readonly known: KnownInputs;
}

export function readEntry(value: unknown, context: EntryContext): Draft {
  if (!isObject(value)) return skippedDraft('is not an object');
  const fields = fieldsOf(value);
  const read = draftOf(fields, context);
  return { ...read, notes: [...notesOf(fields), ...read.notes] };
}

/** What each client calls it. */
const TYPES: Readonly<Record<string, 'streamable_http' | 'sse' | 'program'>> = {
  http: 'streamable_http',
  'streamable-http': 'streamable_http',
  streamable_http: 'streamable_http',
  streamablehttp: 'streamable_http',
  remote: 'streamable_http',
  sse: 'sse',
  stdio: 'program',
  local: 'program',
};

function draftOf(fields: Fields, context: EntryContext): Draft {
  const type = textIn(fields, 'type', 'transport', 'transportType')?.toLowerCase();
  const known = type === undefined ? undefined : Object.hasOwn(TYPES, type) ? TYPES[type] : null;
  if (known === null) return skippedDraft(reasonOfType(type ?? ''));
  const url = textIn(fields, 'httpUrl', 'url', 'serverUrl', 'uri', 'endpoint');
  if (url !== undefined && known !== 'program')
    return remoteDraft(fields, { url, transport: known ?? transportOf(fields, url, context) }, context);
  const program = programOf(fields);
  if (program === undefined) return skippedDraft('has neither a URL nor a command');
  const draft = { kind: 'program', ...program, known: context.known, notes: [] } as const;
  return unwrapMcpRemote(draft) ?? draft;
}

function reasonOfType(type: string): string {
  if (type === 'ws' || type === 'websocket') return 'speaks WebSocket, which is no transport of MCP';
  if (['builtin', 'platform', 'frontend', 'inline_python'].includes(type)) return 'is a part of the client itself';
  return 'has a type Armature does not know';
}

/** Where no type is given, Gemini CLI means SSE by `url`, and the others try HTTP first. */
function transportOf(fields: Fields, url: string, { format }: EntryContext): 'streamable_http' | 'sse' {
  if (fields.has('httpUrl') || fields.has('http_headers')) return 'streamable_http';
  if (format === 'geminiCli') return 'sse';
  return /\/sse\/?(?:[?#]|$)/i.test(url) ? 'sse' : 'streamable_http';
}

function remoteDraft(
  fields: Fields,
  { url, transport }: { url: string; transport: 'streamable_http' | 'sse' },
  { known }: EntryContext,
): Draft {
  const bearer = textIn(fields, 'bearer_token_env_var');
  const headers: (readonly [string, string])[] = [
    ...textEntriesOf(fields.get('headers')),
    ...textEntriesOf(fields.get('http_headers')),
    ...textEntriesOf(fields.get('env_http_headers')).map(([name, variable]) => [name, `\${${variable}}`] as const),
    ...(bearer === undefined ? [] : [['Authorization', `Bearer \${${bearer}}`] as const]),
  ];
  return { kind: 'remote', url, transport, headers, known, oauth: oauthOf(fields), notes: oauthNotes(fields) };
}

function oauthOf(fields: Fields): { clientId?: string; scopes?: readonly string[] } | undefined {
  const given = fields.get('oauth');
  if (!isObject(given)) return undefined;
  const oauth = fieldsOf(given);
  const clientId = textIn(oauth, 'clientId', 'client_id');
  const scopes = [...textsOf(oauth.get('scopes')), ...(textIn(oauth, 'scope', 'scopes')?.split(/\s+/) ?? [])];
  return { ...(clientId === undefined ? {} : { clientId }), ...(scopes.length === 0 ? {} : { scopes }) };
}

function oauthNotes(fields: Fields): string[] {
  const oauth = fieldsOf(fields.get('oauth'));
  return oauth.has('clientSecret') || oauth.has('client_secret')
    ? ['its OAuth client secret is left out; enter it in the auth profile before you connect']
    : [];
}

/** `command` is a text with `args`, or, in opencode, one list of both; Goose says `cmd`. */
function programOf(fields: Fields): { command: string; args: string[]; env: Record<string, string> } | undefined {
  const [first, ...more] = textsOf(fields.get('command'));
  const command = textIn(fields, 'command', 'cmd') ?? first;
  if (command === undefined) return undefined;
  const env = [...textEntriesOf(fields.get('env')), ...textEntriesOf(fields.get('envs')), ...textEntriesOf(fields.get('environment'))];
  return { command, args: [...more, ...textsOf(fields.get('args'))], env: Object.fromEntries(env) };
}

function notesOf(fields: Fields): string[] {
  const isOff = fields.get('disabled') === true || fields.get('enabled') === false;
  return [
    ...(isOff ? ['is switched off in the file'] : []),
    ...(fields.has('headersHelper') ? ['its headersHelper is left out: Armature runs no program to make a header'] : []),
  ];
}
