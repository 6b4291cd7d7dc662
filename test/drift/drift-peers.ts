// Old and new versions of real MCP servers, each installed from its own committed lockfile, listed through our own door.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '#kernel/outcome';
import type { Catalog, ContactFailure, Era, Finding, McpDoor, ProtocolEra, StdioTarget } from '#platform/mcp/mcp';

const FOLDER = join(import.meta.dirname, '../peers/drift');
const LIST_MS = 60_000;

interface Product {
  readonly entry: string;
  /** `scratch` is an empty folder. */
  readonly args?: (scratch: string) => readonly string[];
  readonly env?: (scratch: string) => Record<string, string>;
}

const PRODUCTS = {
  everything: { entry: '@modelcontextprotocol/server-everything/dist/index.js', args: () => ['stdio'] },
  filesystem: { entry: '@modelcontextprotocol/server-filesystem/dist/index.js', args: (scratch) => [scratch] },
  memory: {
    entry: '@modelcontextprotocol/server-memory/dist/index.js',
    env: (scratch) => ({ MEMORY_FILE_PATH: join(scratch, 'memory.jsonl') }),
  },
  playwright: { entry: '@playwright/mcp/cli.js', args: () => ['--headless', '--isolated'] },
  context7: { entry: '@upstash/context7-mcp/dist/index.js' },
  notion: { entry: '@notionhq/notion-mcp-server/bin/cli.mjs', env: () => ({ NOTION_TOKEN: 'x' }) },
} satisfies Record<string, Product>;

export type ProductName = keyof typeof PRODUCTS;

export interface DriftPeer {
  readonly product: ProductName;
  readonly version: string;
}

/** The program of one version, to be started over stdio; `scratch` is a folder of the caller. */
export function driftProgram({ product, version }: DriftPeer, scratch: string): { args: string[]; env: Record<string, string> } {
  const { entry, args, env }: Product = PRODUCTS[product];
  const folder = `${product}-${version}`;
  const file = join(FOLDER, folder, 'node_modules', entry);
  if (!existsSync(file)) throw new Error(`${folder} is not installed: run npm ci in test/peers/drift/${folder}`);
  return {
    args: [file, ...(args?.(scratch) ?? [])],
    env: env?.(scratch) ?? {},
  };
}

export interface Listing {
  readonly era: Era;
  readonly listed: Outcome<Catalog, ContactFailure>;
  readonly findings: readonly Finding[];
}

/** A process of its own, listed `times` over one connection. */
export async function listDriftPeer(
  door: McpDoor,
  peer: DriftPeer,
  { times = 1, protocolEra = 'legacy' }: { times?: number; protocolEra?: ProtocolEra } = {},
): Promise<Listing[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'armature-drift-'));
  const target: StdioTarget = {
    transport: 'stdio_hosted',
    program: { command: process.execPath, ...driftProgram(peer, scratch), cwd: null, network: 'host' },
    timeoutMs: LIST_MS,
    protocolEra,
    clientName: 'armature-tester',
  };
  try {
    const connected = await door.connect(target);
    if (!connected.ok) throw new Error(`${peer.product} ${peer.version}: ${connected.error.message}`);
    const session = connected.value;
    try {
      const listings: Listing[] = [];
      for (let done = 0; done < times; done += 1) {
        const listed = await session.listCatalog();
        listings.push({ era: session.era, listed, findings: session.findings });
      }
      return listings;
    } finally {
      await session.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
