// Turns a server and a credential, both in clear, into what the MCP door connects to. Pure; its value must never be stored or logged.
import { seconds } from '#kernel/duration';
import type { EraVerdict, McpTarget, ProtocolEra, TokenSource, TransportType } from '#platform/mcp/mcp';
import type { Program } from '#platform/process/program';
import type { OwnWay } from './managed/own-way.ts';
import type { AuthKind } from './server.ts';

export interface Credential {
  readonly kind: AuthKind;
  readonly headerName: string | null;
  readonly value: string | null;
  /** Of the OAuth kinds, whose `value` is never sent to the server. */
  readonly tokens?: TokenSource | undefined;
}

export const NO_CREDENTIAL: Credential = { kind: 'none', headerName: null, value: null };

/** A connection in clear. */
export interface Connection {
  /** Null for a hosted program. */
  readonly url: string | null;
  readonly transport: TransportType;
  /** Of a hosted server, with its environment in clear. */
  readonly program: Program | null;
  readonly timeoutSeconds: number;
  readonly protocolEra: ProtocolEra;
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly credential: Credential;
  readonly known?: EraVerdict | null | undefined;
  /** Of a managed server. */
  readonly ownWay?: OwnWay | undefined;
}

export interface Caller {
  readonly clientName: McpTarget['clientName'];
  /** Sent beside the server's own headers, such as the run id. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export function buildTarget(connection: Connection, caller: Caller): McpTarget {
  const credential = headerOf(connection.credential);
  const { known } = connection;
  const fits =
    known && known.transport === connection.transport && (connection.protocolEra === 'auto' || known.era === connection.protocolEra);
  const terms = {
    timeoutMs: seconds(connection.timeoutSeconds),
    protocolEra: connection.protocolEra,
    clientName: caller.clientName,
    known: fits ? known : undefined,
  };
  if (connection.transport === 'stdio_hosted') return { ...terms, transport: connection.transport, program: present(connection.program) };
  return {
    ...terms,
    url: present(connection.url),
    transport: connection.transport,
    headers: { ...connection.extraHeaders, ...caller.headers, ...credential },
    hasCredential: Object.keys(credential).length > 0 || connection.credential.tokens !== undefined,
    tokens: connection.credential.tokens,
    send: connection.ownWay?.(connection.credential.value),
  };
}

/** Every saved connection has the one its transport needs; the input rules see to it. */
function present<T>(part: T | null): T {
  if (part === null) throw new Error('a connection without the address its transport needs');
  return part;
}

export type SecretParts = Pick<Connection, 'extraHeaders' | 'credential' | 'program'>;

/** Every secret that goes over the wire: what must be removed from whatever the server answers. */
export const secretsOf = ({ extraHeaders, credential, program }: SecretParts): string[] => [
  ...Object.values(extraHeaders),
  ...Object.values(program?.env ?? {}),
  ...(credential.value === null ? [] : [credential.value]),
];

function headerOf({ kind, headerName, value }: Credential): Record<string, string> {
  if (value === null) return {};
  if (kind === 'bearer') return { Authorization: `Bearer ${value}` };
  return kind === 'api_key_header' ? { [headerName ?? 'Authorization']: value } : {};
}
