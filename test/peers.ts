// Starts MCP servers that others wrote as real processes on loopback, and ends their whole process group.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const PEERS_DIR = join(import.meta.dirname, 'peers');
const START_MS = 30_000;
const POLL_MS = 25;
const STOP_MS = 5_000;
const STDERR_CHARS = 4_000;

export interface Peer {
  /** The MCP endpoint. */
  readonly url: string;
  readonly port: number;
  /** Ends the process group and waits until it is gone. */
  stop(): Promise<void>;
}

interface PeerStart {
  readonly folder: string;
  readonly command: (port: number, scratch: string) => readonly string[];
  readonly env?: (port: number, scratch: string) => Record<string, string>;
  readonly path: string;
}

const installed = (folder: string, file: string): string => join(PEERS_DIR, folder, 'node_modules', file);
const filesystem = installed('filesystem', '@modelcontextprotocol/server-filesystem/dist/index.js');

const bridge = (port: number, program: readonly string[]): readonly string[] => [
  'node',
  installed('filesystem', 'mcp-proxy/dist/bin/mcp-proxy.mjs'),
  '--host',
  '127.0.0.1',
  '--port',
  String(port),
  '--',
  ...program,
];

/** Versions are those of the committed lockfiles. `scratch` is a folder of the caller. */
const STARTS = {
  everythingHttp: {
    folder: 'everything',
    path: '/mcp',
    env: (port) => ({ PORT: String(port) }),
    command: () => ['node', installed('everything', '@modelcontextprotocol/server-everything/dist/index.js'), 'streamableHttp'],
  },
  everythingSse: {
    folder: 'everything',
    path: '/sse',
    env: (port) => ({ PORT: String(port) }),
    command: () => ['node', installed('everything', '@modelcontextprotocol/server-everything/dist/index.js'), 'sse'],
  },
  git: {
    folder: 'git',
    path: '/mcp',
    env: (port, scratch) => ({
      MCP_TRANSPORT_TYPE: 'http',
      MCP_HTTP_PORT: String(port),
      MCP_HTTP_HOST: '127.0.0.1',
      MCP_AUTH_MODE: 'none',
      LOGS_DIR: scratch,
    }),
    command: () => ['node', installed('git', '@cyanheads/git-mcp-server/dist/index.js')],
  },
  filesystemModern: {
    folder: 'filesystem',
    path: '/mcp',
    command: (port, scratch) => bridge(port, [process.execPath, filesystem, scratch]),
  },
  filesystemLegacy: {
    folder: 'filesystem',
    path: '/mcp',
    command: (port, scratch) => [
      'node',
      installed('filesystem', 'supergateway/dist/index.js'),
      '--stdio',
      `${process.execPath} ${filesystem} ${scratch}`,
      '--outputTransport',
      'streamableHttp',
      '--port',
      String(port),
      '--logLevel',
      'none',
    ],
  },
  context7: {
    folder: 'context7',
    path: '/mcp',
    command: (port) => [
      'node',
      installed('context7', '@upstash/context7-mcp/dist/index.js'),
      '--transport',
      'http',
      '--port',
      String(port),
    ],
  },
  kubernetes: {
    folder: 'kubernetes',
    path: '/mcp',
    env: (_port, scratch) => ({ KUBECONFIG: join(scratch, 'kubeconfig') }),
    command: (port) => [
      // The package around it lists binaries that not every registry has; this one is the server itself.
      installed('kubernetes', 'kubernetes-mcp-server-linux-amd64/bin/kubernetes-mcp-server-linux-amd64'),
      '--bind-address',
      '127.0.0.1',
      '--port',
      String(port),
      '--stateless',
    ],
  },
  helloWorld: {
    folder: 'hello-world',
    path: '/sse',
    env: (port) => ({ PORT: String(port) }),
    command: () => ['node', installed('hello-world', 'mcp-hello-world/build/http.js')],
  },
} satisfies Record<string, PeerStart>;

export type PeerName = keyof typeof STARTS;

/** Resolves when the peer's port answers. Rejects with its standard error when it exits before that. */
export async function startPeer(name: PeerName, scratch = import.meta.dirname): Promise<Peer> {
  return startProcess(name, STARTS[name], scratch);
}

/** A program that speaks over stdio, behind a bridge that answers clients of both eras. `env` is for the program. */
export const startBridge = (program: readonly string[], env: Readonly<Record<string, string>>, scratch: string): Promise<Peer> =>
  startProcess(
    'bridge',
    { folder: 'filesystem', path: '/mcp', command: (port) => bridge(port, program), env: () => ({ ...env }) },
    scratch,
  );

interface ProcessStart extends Omit<PeerStart, 'folder'> {
  /** Of a peer with packages of its own. */
  readonly folder?: string;
}

/** Any program that listens where it is told to; `name` is for messages. */
export async function startProcess(name: string, start: ProcessStart, scratch = import.meta.dirname): Promise<Peer> {
  if (start.folder !== undefined && !existsSync(join(PEERS_DIR, start.folder, 'node_modules')))
    throw new Error(`The peer ${start.folder} is not installed: run npm ci in test/peers/${start.folder}`);
  const port = await freePort();
  const [command = '', ...args] = start.command(port, scratch);
  const child = spawn(command === 'node' ? process.execPath : command, args, {
    cwd: scratch,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: scratch, NODE_NO_WARNINGS: '1', ...start.env?.(port, scratch) },
  });
  const endWithUs = (): void => endGroup(child, 'SIGKILL');
  process.once('exit', endWithUs);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', endWithUs);
    await stopGroup(child);
  };
  try {
    await untilAnswering(child, port, name);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}${start.path}`, port, stop };
}

/** A port nobody listens on. It is free the moment it is returned; the peer takes it at once. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port could be reserved');
  return address.port;
}

async function untilAnswering(child: ChildProcess, port: number, name: string): Promise<void> {
  let errors = '';
  let failedToStart = false;
  child.on('error', (error) => {
    failedToStart = true;
    errors += error.message;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-STDERR_CHARS);
  });
  for (const deadline = Date.now() + START_MS; Date.now() < deadline;) {
    if (failedToStart || child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The peer ${name} ended before it answered: ${errors}`);
    if (await answers(port)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, POLL_MS);
    });
  }
  throw new Error(`The peer ${name} did not open its port: ${errors}`);
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    endGroup(child, 'SIGTERM');
    const kill = setTimeout(() => endGroup(child, 'SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(kill);
  }
  // Children of a bridge may outlive it.
  endGroup(child, 'SIGKILL');
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
