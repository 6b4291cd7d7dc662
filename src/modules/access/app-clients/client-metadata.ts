// What an application may say of itself (RFC 7591), in a registration or in its document. Unknown words are ignored, as the standard asks.
import { z } from 'zod';
import { failed, ok } from '#kernel/outcome';
import type { Outcome } from '#kernel/outcome';
import { plainMessage } from '#kernel/plain-message';
import { fieldPath } from '#kernel/parse-input';
import { faultOfRedirectUri } from './redirect-uri.ts';

export interface ClientMetadata {
  readonly name: string | undefined;
  readonly redirectUris: readonly string[];
  readonly mayRefresh: boolean;
}

export interface MetadataFault {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata';
  readonly description: string;
}

const MAX_NAME = 80;
const MAX_REDIRECT_URIS = 10;

const metadata = z.object({
  client_name: z.string().max(1000).optional(),
  redirect_uris: z.array(z.string().max(2000)).min(1).max(MAX_REDIRECT_URIS),
  grant_types: z.array(z.string().max(100)).max(10).default(['authorization_code']),
  response_types: z.array(z.string().max(100)).max(10).default(['code']),
});

export function parseClientMetadata(raw: unknown): Outcome<ClientMetadata, MetadataFault> {
  const parsed = metadata.safeParse(raw, { error: plainMessage });
  if (!parsed.success) return failed(faultOf(parsed.error.issues));
  const { client_name: name, redirect_uris: redirectUris, grant_types: grants, response_types: responses } = parsed.data;
  for (const [index, uri] of redirectUris.entries()) {
    const fault = faultOfRedirectUri(uri);
    if (fault !== undefined) return failed({ error: 'invalid_redirect_uri', description: `redirect_uris[${index}] ${fault}` });
  }
  if (!grants.includes('authorization_code')) return refused('grant_types must contain authorization_code');
  if (!responses.includes('code')) return refused('response_types must contain code');
  return ok({ name: shownName(name), redirectUris: [...new Set(redirectUris)], mayRefresh: grants.includes('refresh_token') });
}

const refused = (description: string): Outcome<never, MetadataFault> => failed({ error: 'invalid_client_metadata', description });

function faultOf([issue]: readonly z.core.$ZodIssue[]): MetadataFault {
  const field = issue === undefined ? '' : fieldPath(issue.path);
  return {
    error: field.startsWith('redirect_uris') ? 'invalid_redirect_uri' : 'invalid_client_metadata',
    description: `${field || 'the metadata'} ${issue?.message ?? 'is not valid'}`.slice(0, 300),
  };
}

/** Control and direction characters go: a name must not rearrange the page it is shown on. */
function shownName(name: string | undefined): string | undefined {
  const clean = (name ?? '')
    .toWellFormed()
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const short = [...clean].slice(0, MAX_NAME).join('').trim();
  return short === '' ? undefined : short;
}
