// The example servers inside the MCP SDK as processes on loopback: what its own authors hold to be right.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from './peers.ts';
import type { Peer } from './peers.ts';

const OWN_PORT = join(import.meta.dirname, 'mcp-fixtures/own-port.mjs');

export const HTTP_EXAMPLES = [
  'simpleStreamableHttp',
  'jsonResponseStreamableHttp',
  'simpleStatelessStreamableHttp',
  'standaloneSseWithGetStreamableHttp',
  'sseAndStreamableHttpCompatibleServer',
  'ssePollingExample',
  'elicitationFormExample',
  'simpleTaskInteractive',
  'honoWebStandardStreamableHttp',
] as const;
export const SSE_EXAMPLES = ['simpleSseServer'] as const;
export const STDIO_EXAMPLES = ['mcpServerOutputSchema', 'toolWithSampleServer'] as const;

type ExampleName = (typeof HTTP_EXAMPLES | typeof SSE_EXAMPLES | typeof STDIO_EXAMPLES)[number];

export const exampleFile = (name: ExampleName): string =>
  fileURLToPath(import.meta.resolve(`@modelcontextprotocol/sdk/examples/server/${name}.js`));

/** Most insist on port 3000; each gets one of its own. */
export const startSdkExample = (name: ExampleName): Promise<Peer> =>
  startProcess(name, {
    path: '/mcp',
    command: () => ['node', '--import', OWN_PORT, exampleFile(name)],
    env: (port) => ({ OWN_PORT: String(port) }),
  });
