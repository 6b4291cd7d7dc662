// Loads the MCP client library on the first contact, so that starting the process does not pay for it.
import type * as ClientLibrary from '@modelcontextprotocol/client';

export type Sdk = typeof ClientLibrary;

/** Node caches the module: every call after the first is a resolved promise. */
export const loadSdk = (): Promise<Sdk> => import('@modelcontextprotocol/client');
