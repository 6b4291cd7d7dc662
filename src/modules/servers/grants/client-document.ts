// What an authorization server reads about us when our client id is a URL (client id metadata document).
import type { Settings } from '#platform/ctx';

type Public = Pick<Settings, 'publicUrl'>;

export const CLIENT_NAME = 'Armature';

export const redirectUriOf = ({ publicUrl }: Public): string => `${publicUrl}/oauth/callback`;

/** Undefined where nobody could fetch the document: it must be served over https. */
export const clientDocumentUrl = ({ publicUrl }: Public): string | undefined =>
  publicUrl.startsWith('https:') ? `${publicUrl}/oauth/client.json` : undefined;

export interface ClientDocument {
  readonly client_id: string;
  readonly client_name: string;
  readonly client_uri: string;
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly token_endpoint_auth_method: 'none';
  readonly application_type: 'web';
}

/** Undefined where `clientDocumentUrl` is. Holds nothing of any organization. */
export function clientDocument(settings: Public): ClientDocument | undefined {
  const url = clientDocumentUrl(settings);
  return url === undefined
    ? undefined
    : {
        client_id: url,
        client_name: CLIENT_NAME,
        client_uri: settings.publicUrl,
        redirect_uris: [redirectUriOf(settings)],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        application_type: 'web',
      };
}
