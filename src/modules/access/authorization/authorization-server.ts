// What this instance says of itself as an authorization server (RFC 8414) and as what it protects (RFC 9728), and how long things last.
import { days, hours, minutes } from '#kernel/duration';
import type { Settings } from '#platform/ctx';

type Public = Pick<Settings, 'publicUrl'>;

/** `offline_access` asks to stay connected without the person. */
export const SCOPES = ['mcp', 'offline_access'] as const;
export type Scope = (typeof SCOPES)[number];

export const MCP_PATH = '/api/mcp';
export const AUTHORIZE_PATH = '/authorize';
export const TOKEN_PATH = '/oauth/token';
export const REGISTER_PATH = '/oauth/register';
export const REVOKE_PATH = '/oauth/revoke';

export const CODE_LIVES_MS = minutes(1);
export const ACCESS_LIVES_MS = hours(1);
/** From its last renewal. */
export const REFRESH_LIVES_MS = days(30);
/** Afterwards the person is asked again. */
export const GRANT_LIVES_MS = days(180);

/** Compared character by character by clients, so it is the same everywhere. */
export const issuerOf = ({ publicUrl }: Public): string => publicUrl;

/** What access tokens are for; the one spelling in which it is stored. */
export const mcpResourceOf = ({ publicUrl }: Public): string => `${publicUrl}${MCP_PATH}`;

/** Whatever the client found, it names what it asked; on loopback that may be another name of the same host. */
export const resourceMetadata = (settings: Public, origin: string) => ({
  resource: `${origin}${MCP_PATH}`,
  authorization_servers: [issuerOf(settings)],
  scopes_supported: ['mcp'],
  bearer_methods_supported: ['header'],
  resource_name: 'Armature',
});

export const serverMetadata = (settings: Public) => {
  const issuer = issuerOf(settings);
  return {
    issuer,
    authorization_endpoint: `${issuer}${AUTHORIZE_PATH}`,
    token_endpoint: `${issuer}${TOKEN_PATH}`,
    registration_endpoint: `${issuer}${REGISTER_PATH}`,
    revocation_endpoint: `${issuer}${REVOKE_PATH}`,
    scopes_supported: SCOPES,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: true,
  };
};
