// What the handlers of one of our servers share.
import type { Server, ServerContext } from '@modelcontextprotocol/server';
import type { HostedServer, ToolContext } from './define-tool.ts';
import type { Era } from './hosted-exchange.ts';

export interface Serving {
  readonly server: Server;
  readonly hosted: HostedServer;
  readonly era: Era;
  /** Runs `work` for one request: with its context, and with its errors turned into ours. */
  handled<T>(context: ServerContext, work: (own: ToolContext) => Promise<T> | T): Promise<T>;
}
