// What a failed contact got as far as, and what to try next.
interface Advice {
  readonly phase: string;
  readonly advice: string;
}

const ADVICE: Readonly<Record<string, Advice>> = {
  dns_failed: { phase: 'Looking up the host', advice: 'Check the host name for a typing error, and that this machine can resolve it.' },
  connect_failed: {
    phase: 'Connecting',
    advice: 'Check that the server runs and listens on this port, and that no firewall lies between.',
  },
  tls_failed: {
    phase: 'TLS handshake',
    advice: 'Check the certificate: its name, its chain and its end date. Plain http:// is only for loopback.',
  },
  timeout: { phase: 'Waiting for an answer', advice: 'The endpoint took too long. Raise the time-out, or look at the server’s own log.' },
  blocked_address: {
    phase: 'Checking the address',
    advice: 'Private addresses are refused. The operator can list this host in ALLOWED_PRIVATE_HOSTS.',
  },
  auth_rejected: { phase: 'Authenticating', advice: 'Check the credential and how it is sent: bearer token or a header of its own.' },
  http_status: { phase: 'HTTP', advice: 'The URL answers, but not as an MCP endpoint. Many servers end in /mcp or /sse.' },
  not_mcp: { phase: 'MCP handshake', advice: 'The answer is not MCP. Try the other transport, or the exact endpoint path.' },
  protocol_unsupported: { phase: 'MCP handshake', advice: 'Server and Armature have no protocol revision in common. Update the server.' },
  list_failed: { phase: 'Listing tools', advice: 'The server refused a list request. Its own error is above.' },
  process_failed: { phase: 'Starting the program', advice: 'The program ended early. Check the command and its arguments.' },
};

export const probeAdvice = (code: string): Advice =>
  ADVICE[code] ?? { phase: 'Contact', advice: 'Look at the server’s own log for this moment.' };
