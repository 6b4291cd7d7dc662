// An MCP server of both eras on stdio, made with the SDK. Argument `modern-only` refuses the older handshake.
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

serveStdio(
  () => {
    const server = new McpServer({ name: 'modern-fixture', version: '2.0.0' }, { capabilities: { tools: {} } });
    server.registerTool('add', { description: 'Adds', inputSchema: z.object({ a: z.number(), b: z.number() }) }, ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
    }));
    return server;
  },
  { legacy: process.argv[2] === 'modern-only' ? 'reject' : 'serve' },
);
