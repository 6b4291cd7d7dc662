// The door to MCP servers: connect and probe, over the guarded fetch.
import { connectWith } from './connect.ts';
import type { DoorParts } from './connect.ts';
import type { McpDoor } from './mcp.ts';
import { probeServer } from './probe.ts';

export function createMcpDoor(parts: DoorParts): McpDoor {
  return {
    connect: (target, options = {}) => connectWith(parts, target, { signal: options.signal }),
    probe: (target, options = {}) => probeServer(parts, target, options),
  };
}
