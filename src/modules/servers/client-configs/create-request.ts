// An entry as the body of `POST /mcp-servers`: which header becomes the credential, which are extra, which are ours to set.
import { faultOfCredentialHeader, faultOfHeaderName } from '../header-rules.ts';
import type { RemoteDraft } from './entry-draft.ts';
import type { CreateRequest, ImportHeader } from './imported-entry.ts';
import { soundsSecret } from './variables.ts';

export interface RemoteParts {
  readonly name: string;
  readonly url: string;
  readonly headers: readonly ImportHeader[];
}

export function remoteRequest({ name, url, headers }: RemoteParts, draft: RemoteDraft): CreateRequest {
  const credential = credentialOf(headers);
  const extra = headers.filter((header) => header !== credential).map((header) => [header.name, valueOf(header)] as const);
  const profile = credential === undefined ? oauthProfile(draft) : keyProfile(credential);
  return {
    name,
    transportType: draft.transport,
    baseUrl: url,
    ...(extra.length === 0 ? {} : { connectionConfig: { extraHeaders: Object.fromEntries(extra) } }),
    ...(profile === undefined ? {} : { authProfile: profile }),
  };
}

/** `Authorization` can be nothing else; of other headers the first that is named like a credential. */
function credentialOf(headers: readonly ImportHeader[]): ImportHeader | undefined {
  return (
    headers.find(({ name }) => name.toLowerCase() === 'authorization') ??
    headers.find(({ name, value }) => value === null && soundsSecret(name))
  );
}

function keyProfile(header: ImportHeader): NonNullable<CreateRequest['authProfile']> {
  const value = valueOf(header);
  const bearer = header.name.toLowerCase() === 'authorization' ? /^bearer\s+(.+)$/i.exec(value)?.[1] : undefined;
  return bearer === undefined ? { kind: 'api_key_header', headerName: header.name, value } : { kind: 'bearer', value: bearer };
}

const oauthProfile = ({ oauth }: RemoteDraft): CreateRequest['authProfile'] =>
  oauth === undefined
    ? undefined
    : {
        kind: 'oauth_authorization_code',
        ...(oauth.clientId === undefined ? {} : { clientId: oauth.clientId }),
        ...(oauth.scopes === undefined ? {} : { scopes: oauth.scopes }),
      };

const valueOf = ({ value, template }: ImportHeader): string => value ?? template ?? '';

/** Why a header cannot be taken over, or undefined. */
export const faultOfImportedHeader = (name: string): string | undefined =>
  name.toLowerCase() === 'authorization' ? faultOfCredentialHeader(name) : faultOfHeaderName(name);
