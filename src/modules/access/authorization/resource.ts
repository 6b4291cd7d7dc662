// The resource parameter (RFC 8707): which address a token is to be good for. There is one, with several names on loopback.
import type { Settings } from '#platform/ctx';
import { hostOf, isLoopbackHost } from '#platform/http/address-guard';
import { MCP_PATH, mcpResourceOf } from './authorization-server.ts';

type Public = Pick<Settings, 'publicUrl'>;

/** Its one spelling; undefined for anything that is not ours. A slash at the end, and no path at all, are forgiven: clients send both. */
export function ownResource(settings: Public, text: string): string | undefined {
  const url = text.length > 500 ? null : URL.parse(text);
  const ours = new URL(settings.publicUrl);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || text.includes('#')) return undefined;
  if (url.origin !== ours.origin && !isSameOnLoopback(url, ours)) return undefined;
  return ['/', MCP_PATH, `${MCP_PATH}/`].includes(url.pathname) ? mcpResourceOf(settings) : undefined;
}

const isSameOnLoopback = (url: URL, ours: URL): boolean =>
  url.protocol === ours.protocol && url.port === ours.port && isLoopbackHost(hostOf(url)) && isLoopbackHost(hostOf(ours));
