// Requests of MCP clients as plain HTTP, so that a benchmark can repeat them and hand them to a load from another process.

export interface Endpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Asked extends Endpoint {
  readonly body: string;
}

const MODERN = '2026-07-28';

/** As a client of before sends it. */
export function message(endpoint: Endpoint, method: string, params: object): Asked {
  const headers = { ...endpoint.headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  return { url: endpoint.url, headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) };
}

export const call = (endpoint: Endpoint, name: string, args: object): Asked => message(endpoint, 'tools/call', { name, arguments: args });

/** The same message as the newest revision wants it. */
export function modern({ url, headers, body }: Asked): Asked {
  const { params, ...rest } = JSON.parse(body) as { method: string; params: { name?: string } };
  const named = params.name === undefined ? {} : { 'mcp-name': params.name };
  const meta = { 'io.modelcontextprotocol/protocolVersion': MODERN, 'io.modelcontextprotocol/clientCapabilities': {} };
  return {
    url,
    headers: { ...headers, 'mcp-protocol-version': MODERN, 'mcp-method': rest.method, ...named },
    body: JSON.stringify({ ...rest, params: { ...params, _meta: meta } }),
  };
}

/** The answer's text. Throws unless it holds a result. */
export async function ask({ url, headers, body }: Asked): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.status !== 200 || !text.includes('"result"')) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}
