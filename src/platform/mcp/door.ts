// The door to MCP servers: connect and probe, over the guarded fetch.
import { connectWith } from './connect.ts';
import type { DoorParts } from './connect.ts';
import { examine } from './examine/examine.ts';
import { NO_ABILITIES } from '#platform/process/hosting';
import type { McpDoor } from './mcp.ts';
import { probeServer } from './probe.ts';

export function createMcpDoor(parts: DoorParts): McpDoor {
  return {
    connect: (target, options = {}) => connectWith(parts, target, options),
    probe: (target, options = {}) => probeServer(parts, target, options),
    examine: (target, options = {}) => examine(parts, target, options),
    hosting: async () => parts.programs?.abilities() ?? NO_ABILITIES,
  };
}
