// What a target is called in messages: the host of its URL, or its program. Pure.
import type { McpTarget } from './mcp.ts';

const MAX_CHARS = 80;

export const placeOf = (target: McpTarget): string =>
  target.transport === 'stdio_hosted'
    ? `the program "${(target.program.command.split('/').at(-1) ?? '').slice(0, MAX_CHARS)}"`
    : new URL(target.url).host;
