// Loads the MCP server library with the first message, so that starting the process does not pay for it.
import type * as ServerLibrary from '@modelcontextprotocol/server';

export type ServerSdk = typeof ServerLibrary;

let loading: Promise<ServerSdk> | undefined;

/** Every call after the first gives the same. */
export const loadServerSdk = (): Promise<ServerSdk> => (loading ??= import('@modelcontextprotocol/server'));
