// The origin a caller knows us by: the public one, or on loopback another name of it. Metadata must name what the client asked.
import type { Context } from 'hono';
import type { Settings } from '#platform/ctx';
import type { ApiEnv } from './environment.ts';

/** For requests whose Host was judged before. Another port is another program's and never named. */
export function publicOriginOf(c: Context<ApiEnv>, { publicUrl }: Pick<Settings, 'publicUrl'>): string {
  const { protocol, port } = new URL(publicUrl);
  const asked = URL.parse(`${protocol}//${c.req.header('host') ?? ''}`);
  return asked !== null && asked.port === port ? asked.origin : publicUrl;
}
