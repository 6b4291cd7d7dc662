// Serves our own definitions to clients of both eras, as one fetch-shaped handler. Guards (keys, Host, Origin) come before it.
import { systemClock } from '#platform/clock';
import type { Clock } from '#platform/clock';
import type { HostedServer } from './define-tool.ts';
import { mcpExchange } from './hosted-exchange.ts';
import type { McpHandler } from './hosted-exchange.ts';
import { hostedServer } from './hosted-server.ts';

/** `buildServer` runs once per request, so the catalog may depend on the caller. */
export function mcpHandler<C>(
  buildServer: (caller: C) => HostedServer,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): McpHandler<C> {
  return mcpExchange(({ sdk, caller, era }) => hostedServer(buildServer(caller), { sdk, era, clock }));
}
