// Turns a server and a credential, both in clear, into what the MCP door connects to. Pure; its value must never be stored or logged.
import { seconds } from '#kernel/duration';
import type { EraVerdict, McpTarget, ProtocolEra, TransportType } from '#platform/mcp/mcp';
import type { AuthKind } from './server.ts';

export interface Credential {
  readonly kind: AuthKind;
  readonly headerName: string | null;
  readonly value: string | null;
}

export const NO_CREDENTIAL: Credential = { kind: 'none', headerName: null, value: null };

/** A connection in clear. */
export interface Connection {
  readonly url: string;
  readonly transport: TransportType;
  readonly timeoutSeconds: number;
  readonly protocolEra: ProtocolEra;
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly credential: Credential;
  readonly known?: EraVerdict | null | undefined;
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
  return {
    url: connection.url,
    transport: connection.transport,
    headers: { ...connection.extraHeaders, ...caller.headers, ...credential },
    hasCredential: Object.keys(credential).length > 0,
    timeoutMs: seconds(connection.timeoutSeconds),
    protocolEra: connection.protocolEra,
    clientName: caller.clientName,
    known: fits ? known : undefined,
  };
}

/** Every secret that goes over the wire: what must be removed from whatever the server answers. */
export const secretsOf = ({ extraHeaders, credential }: Pick<Connection, 'extraHeaders' | 'credential'>): string[] => [
  ...Object.values(extraHeaders),
  ...(credential.value === null ? [] : [credential.value]),
];

function headerOf({ kind, headerName, value }: Credential): Record<string, string> {
  if (value === null || kind === 'none') return {};
  if (kind === 'bearer') return { Authorization: `Bearer ${value}` };
  return { [headerName ?? 'Authorization']: value };
}
