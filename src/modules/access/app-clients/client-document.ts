// The document behind a client id that is an address (draft-ietf-oauth-client-id-metadata-document): read through the one way out, small and quickly.
import { seconds } from '#kernel/duration';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import type { Deps } from '#platform/ctx';
import { judgeUrl } from '#platform/http/address-guard';
import type { AddressPolicy } from '#platform/http/address-guard';
import { SafeFetchError } from '#platform/http/safe-fetch-error';
import { parseClientMetadata } from './client-metadata.ts';
import type { ClientMetadata } from './client-metadata.ts';

const READ_MS = seconds(5);
const MAX_BYTES = 32 * 1024;
const MAX_CLIENT_ID = 1000;
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/**
 * Whether a client id of this form may be looked up. Loopback is refused also where this instance may otherwise contact it:
 * a page somewhere could make a signed-in person's browser start the request. The error completes "the client_id …".
 */
export function judgeDocumentUrl(clientId: string, policy: AddressPolicy): Outcome<URL, string> {
  if (clientId.length > MAX_CLIENT_ID) return failed(`is longer than ${MAX_CLIENT_ID} characters`);
  const judged = judgeUrl(clientId, { ...policy, allowLoopback: false });
  if (!judged.ok) return failed(judged.error.replace(' or password; use an auth profile', ' or password'));
  const url = judged.value;
  if (url.protocol !== 'https:') return failed('must begin with https://');
  // `href` is the address with nothing left to interpret: no dot segments, no default port, no capitals in the host
  if (url.href !== clientId || clientId.includes('#')) return failed('must be a plain address, without a fragment or dot segments');
  return url.pathname === '/' ? failed('must have a path') : ok(url);
}

/** The error is for the person who was sent here; it says nothing of the addresses behind the name. */
export async function readClientDocument(deps: Pick<Deps, 'fetch'>, url: URL): Promise<Outcome<ClientMetadata, string>> {
  let text: string;
  try {
    text = await readText(deps, url);
  } catch (error) {
    return failed(`${url.host} ${PROBLEMS[error instanceof SafeFetchError ? error.code : 'other'] ?? 'did not give its description.'}`);
  }
  const document = parsedObject(text);
  if (document === undefined) return failed(`What ${url.host} says of the application is not a JSON object.`);
  // equal character by character: another's document must not speak for it
  if (document['client_id'] !== url.href) return failed(`The document at ${url.host} describes another application.`);
  const method = document['token_endpoint_auth_method'] ?? 'none';
  if (method !== 'none') return failed(`The application at ${url.host} wants to prove itself in a way that is not supported here.`);
  const metadata = parseClientMetadata(document);
  return metadata.ok ? metadata : failed(`What ${url.host} says of the application cannot be used: ${metadata.error.description}.`);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  blocked_address: 'is at an address that this instance may not contact.',
  too_large: 'says more of the application than is read here.',
  timeout: 'did not answer in time.',
};

async function readText(deps: Pick<Deps, 'fetch'>, url: URL): Promise<string> {
  const response = await deps.fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/json', 'user-agent': 'armature' },
    signal: AbortSignal.timeout(READ_MS),
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // leaving the loop cancels the stream
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new SafeFetchError('too_large', `The answer of ${url.host} is larger than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  if (response.status !== 200) throw new Error(`${url.host} answered ${response.status}`);
  // what people upload to a host as text or pictures must not speak for it
  if (!JSON_TYPE.test(response.headers.get('content-type') ?? '')) throw new Error(`${url.host} answered something else than JSON`);
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}
