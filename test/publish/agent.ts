// An agent at a published endpoint: the current SDK's client, in the era that is asked for.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { ClientCapabilities } from '@modelcontextprotocol/client';

export interface AgentOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly era?: 'modern' | 'legacy';
  readonly name?: string;
  readonly capabilities?: ClientCapabilities;
}

/** Connects, lets `use` work, and leaves. */
export async function asAgent<T>(
  url: string,
  { headers = {}, era = 'modern', name = 'agent', capabilities = {} }: AgentOptions,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const mode = era === 'modern' ? { pin: '2026-07-28' } : 'legacy';
  const client = new Client({ name, version: '1.0.0' }, { capabilities, versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } }));
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

export const withKey = (token: string): { headers: Record<string, string> } => ({ headers: { authorization: `Bearer ${token}` } });
