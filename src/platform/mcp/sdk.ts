// Loads the MCP client library on the first contact, so that starting the process does not pay for it.
import type * as ClientLibrary from '@modelcontextprotocol/client';

export type Sdk = typeof ClientLibrary & {
  /** Shared by all sessions of the process. */
  readonly outputValidators: ClientLibrary.jsonSchemaValidator;
};

let loading: Promise<Sdk> | undefined;

/** Every call after the first gives the same. */
export const loadSdk = (): Promise<Sdk> => (loading ??= load());

async function load(): Promise<Sdk> {
  const [library, { createOutputValidators }] = await Promise.all([
    import('@modelcontextprotocol/client'),
    import('./output-validators.ts'),
  ]);
  return { ...library, outputValidators: createOutputValidators() };
}
