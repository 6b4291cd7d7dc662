// Where callers bring their credential, and how it goes on to the API (spec 06 §3). Pure. What it answers with is a secret.
import type { OutgoingCredential, SourceConnection } from '#modules/sources';

/** What a request brings. */
export interface Brought {
  readonly headers: Headers;
  readonly query: URLSearchParams;
}

const PLACEHOLDER = '{credential}';
const MAX_LENGTH = 8192;
/** What a header can carry: printable ASCII and Latin-1, no line breaks. */
const SENDABLE = /^[\u0020-\u007e\u0080-\u00ff]+$/;

/** Without its prefix. Undefined: missing, without its prefix, brought twice, or nothing that can go on. */
export function credentialIn(connection: SourceConnection, brought: Brought): string | undefined {
  const text = textIn(connection, brought);
  const prefix = connection.credentialPrefix;
  if (text === undefined || !hasPrefix(text, prefix)) return undefined;
  const credential = text.slice(prefix.length).trim();
  return isCredential(credential) ? credential : undefined;
}

/** Whether it can go on. */
export const isCredential = (text: string): boolean => text.length <= MAX_LENGTH && SENDABLE.test(text);

function textIn({ credentialLocation, credentialName }: SourceConnection, { headers, query }: Brought): string | undefined {
  if (credentialLocation === 'header') return headers.get(credentialName) ?? undefined;
  const [only, second] = query.getAll(credentialName);
  return second === undefined ? only : undefined;
}

/** `Bearer ` and the like are names of schemes, which HTTP does not tell apart by case. */
const hasPrefix = (text: string, prefix: string): boolean =>
  prefix.endsWith(' ') ? text.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase() : text.startsWith(prefix);

export function forwarded({ forward }: SourceConnection, credential: string): OutgoingCredential {
  // Not `replace`: in a credential `$&` means nothing.
  return { location: forward.location, name: forward.name, value: forward.format.split(PLACEHOLDER).join(credential) };
}
