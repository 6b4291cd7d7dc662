// A small MCP server on stdio that tells everybody the environment variable it was given: in its lists, its results and its errors.
import { createInterface } from 'node:readline';

const all = process.env.CANARY ?? 'nothing';
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
process.stderr.write(`starting with ${all}\nagain in base64: ${Buffer.from(`env:${all}`).toString('base64')}\n`);

const tool = (name) => ({ name, description: `Tells ${all}`, inputSchema: { type: 'object', title: all, properties: {} } });
const results = {
  initialize: () => ({
    protocolVersion: '2025-11-25',
    capabilities: { tools: {}, logging: {} },
    serverInfo: { name: `echo ${all}`, version: all },
    instructions: all,
  }),
  'tools/list': () => ({ tools: [tool('echo_text'), tool('echo_rpc_error')] }),
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  process.stderr.write(`asked ${method} ${all}\n`);
  if (method !== 'tools/call') say(results[method] ? { id, result: results[method]() } : { id, error: { code: -32601, message: all } });
  else if (params.name === 'echo_rpc_error') say({ id, error: { code: -32000, message: all, data: { all } } });
  else {
    say({ method: 'notifications/message', params: { level: 'error', data: all } });
    say({ id, result: { content: [{ type: 'text', text: all }], structuredContent: { all } } });
  }
});
