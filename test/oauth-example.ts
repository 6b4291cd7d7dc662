// The OAuth example of the MCP SDK as a process: an authorization server and a protected MCP server with seven tools, both on loopback.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from './peers.ts';

const EXAMPLE = fileURLToPath(import.meta.resolve('@modelcontextprotocol/sdk/examples/server/simpleStreamableHttp.js'));
const START_MS = 30_000;
const OUTPUT_CHARS = 4_000;

export interface OAuthExample {
  /** The protected MCP endpoint, by the name its metadata gives it. */
  readonly url: string;
  /** Where people consent; this one asks nobody and sends them back at once. */
  readonly authorizationOrigin: string;
  stop(): Promise<void>;
}

/** Its access tokens live an hour, and it gives no refresh tokens. */
export async function startOAuthExample(): Promise<OAuthExample> {
  const [port, authPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [EXAMPLE, '--oauth'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', MCP_PORT: String(port), MCP_AUTH_PORT: String(authPort), NODE_NO_WARNINGS: '1' },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = '';
  const look = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-OUTPUT_CHARS);
    // Either may be the last to listen.
    if (/OAuth Authorization Server listening/.test(output) && /HTTP Server listening/.test(output)) resolve();
  };
  child.stdout.on('data', look);
  child.stderr.on('data', look);
  child.once('exit', () => reject(new Error(`The OAuth example ended before it listened: ${output}`)));
  const timer = setTimeout(() => reject(new Error(`The OAuth example did not listen in time: ${output}`)), START_MS);
  try {
    await promise;
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return { url: `http://localhost:${port}/mcp`, authorizationOrigin: `http://localhost:${authPort}`, stop };
}
